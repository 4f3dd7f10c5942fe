/** Everything that applications import. */
export { createTabularium, type EscapeHatch, type Events, type Tabularium, type TabulariumOptions } from './tabularium';
export { type ClientSettings, contractClient, type RegisterClient } from './contract/contract-client';
export type { EvaluateOptions, Receipt, SubmitOptions, Submitted } from './contract/submitted';
export { limits as retryLimits, type RetryRule, retryRules } from './contract/retry-rules';
export type { Clock, Random } from './seams';

export { type Deadlines, defaultDeadlines } from './transport/deadlines';
export { GatewayTransport, type GatewayTransportOptions } from './transport/gateway-transport';
export { type Connection } from './transport/grpc-client';
export {
    type ClientIdentity,
    identityFromMsp,
    type MaterialFiles,
    type PemIdentity,
    type SignerIdentity,
} from './transport/identity';
export { connectionProfile, type ConnectionProfile, type PeerConnection } from './transport/profile';
export { messageSigner } from './transport/signer';
export type { KeyWrite, WriteSet } from './transport/chaincode-action';
export type {
    BlockOutcomes,
    BlockStart,
    BlockStream,
    CallLimits,
    ChaincodeCall,
    CommitStatus,
    EndorsedTransaction,
    OutcomeStream,
    Transport,
} from './transport/transport';

export { type DeliveryKey, newDeliveryKey, type PrivateJwk } from './sealing/delivery-key';
export { openRecord, type ReceivedRecord } from './sealing/open-record';
export { type RecordToSeal, type SealedRecord, sealRecord } from './sealing/seal-record';

export { type BlockTransaction, blockTransactions } from './events/block-reader';
export { type CountedEvent, countedEvents } from './events/counted-events';
export type { EventOptions, RegisterEvent } from './events/register-events';

export { CommitError, type CommitOutcome, ConflictError } from './errors/commit-error';
export { DomainRefusal, isRefusal, type PeerAnswer, type RefusalOf } from './errors/domain-refusal';
export { EndorsementError, type EndorserAnswer } from './errors/endorsement-error';
export { SealingError, type SealingProblem } from './errors/sealing-error';
export {
    ConfigurationError,
    type ErrorContext,
    type Step,
    TabulariumError,
    TransportError,
} from './errors/tabularium-error';
export { type ResumeOptions, UnknownOutcomeError } from './errors/unknown-outcome-error';

export {
    /** The bytes whose SHA-256 is a private value's public commitment. */
    commitmentPreimage,
    directoryApi,
    directoryErrors,
    exchangeApi,
    exchangeErrors,
    type HmacSha256,
    landApi,
    landErrors,
    licenceApi,
    licenceErrors,
    pairKey,
    pseudonymOf,
    type PublicJwk,
    runtimeErrors,
} from '@tabularium/chaincode/api';
