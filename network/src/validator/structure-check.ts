/**
 * Everything about an endorser transaction that can be decided without definitions and policies, in Fabric's order.
 * Fabric: core/common/validation/msgvalidation.go, core/committer/txvalidator/v20/validator.go.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import { bytesEqual } from '../proto/hash';
import { computeTxId } from '../proto/proposal';
import {
    parseActions,
    parseEnvelope,
    TransactionError,
    transactionProposalHash,
    type ParsedEnvelope,
    type TransactionAction,
} from '../proto/transaction';
import { errorText } from '../proto/error-text';

const Code = peer.TxValidationCode;
const { ENDORSER_TRANSACTION, CONFIG, CONFIG_UPDATE } = common.HeaderType;

/** @throws TransactionError with the code of the first check that fails */
export function checkEnvelope(envelopeBytes: Uint8Array, config: ChannelConfig): ParsedEnvelope {
    const envelope = parseEnvelope(envelopeBytes);
    const known = [ENDORSER_TRANSACTION, CONFIG, CONFIG_UPDATE].some((type) => type === envelope.type);
    if (!known || envelope.epoch !== 0 || envelope.nonce.length === 0 || envelope.creator.length === 0) {
        throw new TransactionError(Code.BAD_COMMON_HEADER, 'type, epoch, nonce or creator is invalid');
    }
    checkCreator(envelope, config);
    if (envelope.type === CONFIG) {
        throw new TransactionError(Code.INVALID_CONFIG_TRANSACTION, 'configuration transactions are not supported');
    }
    if (envelope.type === CONFIG_UPDATE) {
        throw new TransactionError(Code.UNSUPPORTED_TX_PAYLOAD, 'a configuration update is no transaction');
    }
    return envelope;
}

/** The one action of the transaction. @throws TransactionError */
export function checkAction(envelope: ParsedEnvelope, config: ChannelConfig): TransactionAction {
    if (envelope.txId !== computeTxId(envelope.nonce, envelope.creator)) {
        throw new TransactionError(Code.BAD_PROPOSAL_TXID, 'the transaction id is not that of nonce and creator');
    }
    const [action, ...others] = parseActions(envelope.data);
    if (action === undefined || others.length > 0) {
        throw new TransactionError(Code.INVALID_ENDORSER_TRANSACTION, 'exactly one action is needed');
    }
    if (!isOfThisProposal(envelope, action)) {
        throw new TransactionError(Code.INVALID_ENDORSER_TRANSACTION, 'the proposal hash does not match');
    }
    if (envelope.channelId !== config.channelId) {
        throw new TransactionError(Code.TARGET_CHAIN_NOT_FOUND, `channel ${envelope.channelId} is not this one`);
    }
    return action;
}

/** Looks no deeper than the hash: what else the endorsers agreed on has codes of its own. */
function isOfThisProposal(envelope: ParsedEnvelope, action: TransactionAction): boolean {
    try {
        const header = common.SignatureHeader.deserializeBinary(action.headerBytes);
        const { length: nonceLength } = header.getNonce_asU8();
        const { length: creatorLength } = header.getCreator_asU8();
        const endorsed = peer.ProposalResponsePayload.deserializeBinary(action.responsePayload);
        return (
            nonceLength > 0 &&
            creatorLength > 0 &&
            bytesEqual(endorsed.getProposalHash_asU8(), transactionProposalHash(envelope, action))
        );
    } catch {
        return false;
    }
}

function checkCreator(envelope: ParsedEnvelope, { msps }: ChannelConfig): void {
    let problem: string | undefined;
    try {
        const creator = msps.deserialize(envelope.creator);
        problem =
            msps.invalidity(creator) ??
            (creator.verify(envelope.payloadBytes, envelope.signature) ? undefined : 'the signature does not verify');
    } catch (error) {
        problem = errorText(error);
    }
    if (problem !== undefined) {
        throw new TransactionError(Code.BAD_CREATOR_SIGNATURE, problem);
    }
}
