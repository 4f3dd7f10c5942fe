/**
 * Gives each transaction of a block its code: structure, signatures, chaincode names, endorsement policies, repeated
 * ids. Versions are checked later, by the ledger. Fabric: core/committer/txvalidator/v20/validator.go.
 */
import { peer, type common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Ledger, StateView } from '../ledger/ledger';
import { blockData, blockNumber } from '../proto/block';
import {
    extensionChaincodeName,
    parseTransaction,
    TransactionError,
    type ParsedEnvelope,
    type ParsedTransaction,
    type TransactionAction,
} from '../proto/transaction';
import type { ChaincodeDefinitions } from './definitions';
import { checkNamespace, hasWrites, metadataKeys } from './endorsement-check';
import { checkAction, checkEnvelope } from './structure-check';
import type { Validator } from './validator';

const Code = peer.TxValidationCode;

export interface ValidatorOptions {
    readonly ledger: Pick<Ledger, 'view' | 'transaction'>;
    readonly config: () => ChannelConfig;
    readonly definitions: ChaincodeDefinitions;
    /** Told why a transaction is invalid; for people, never for decisions. */
    readonly onInvalid?: (txId: string, code: number, why: string) => void;
}

export function createValidator(options: ValidatorOptions): Validator {
    return { validate: (block) => validateBlock(block, options) };
}

async function validateBlock(block: common.Block, options: ValidatorOptions): Promise<readonly number[]> {
    if (blockNumber(block) === 0) {
        return blockData(block).map(() => Code.VALID);
    }
    const state = options.ledger.view();
    const metadataWritten = new Set<string>();
    const seen = new Set<string>();
    try {
        const codes: number[] = [];
        for (const envelopeBytes of blockData(block)) {
            codes.push(await validateOne(envelopeBytes, options, { state, metadataWritten, seen }));
        }
        return codes;
    } finally {
        await state.release();
    }
}

interface BlockProgress {
    readonly state: StateView;
    readonly metadataWritten: Set<string>;
    /** Ids of the transactions before that passed every check here, whatever the version checks will say. */
    readonly seen: Set<string>;
}

async function validateOne(
    envelopeBytes: Uint8Array,
    options: ValidatorOptions,
    { state, metadataWritten, seen }: BlockProgress,
): Promise<number> {
    let txId = '';
    try {
        const config = options.config();
        const envelope = checkEnvelope(envelopeBytes, config);
        ({ txId } = envelope);
        const action = checkAction(envelope, config);
        if ((await options.ledger.transaction(txId)) !== undefined) {
            throw new TransactionError(Code.DUPLICATE_TXID, 'the transaction id is on the ledger');
        }
        const transaction = checkChaincode(envelopeBytes, envelope);
        const context = { config, definitions: options.definitions, state, metadataWritten };
        await checkEndorsements(transaction, action, context);
        if (seen.has(txId)) {
            throw new TransactionError(Code.DUPLICATE_TXID, 'the transaction id occurs earlier in the block');
        }
        seen.add(txId);
        for (const name of transaction.rwSet.flatMap(metadataKeys)) {
            metadataWritten.add(name);
        }
        return Code.VALID;
    } catch (error) {
        if (error instanceof TransactionError) {
            options.onInvalid?.(txId, error.code, error.message);
            return error.code;
        }
        // Anything else is a fault of this node, and must not decide about a transaction.
        throw error;
    }
}

/** @throws TransactionError */
function checkChaincode(envelopeBytes: Uint8Array, envelope: ParsedEnvelope): ParsedTransaction {
    const called = extensionChaincodeName(envelope);
    const transaction = parseTransaction(envelopeBytes);
    if (!namesChaincode(transaction.action) || called === undefined) {
        throw new TransactionError(Code.INVALID_OTHER_REASON, 'nil chaincode id in header extension or action');
    }
    const { chaincodeName, chaincodeVersion } = transaction.endorsed;
    if (called === '' || called !== chaincodeName || chaincodeVersion === '') {
        throw new TransactionError(Code.INVALID_CHAINCODE, 'chaincode name or version is invalid');
    }
    const eventOf = transaction.event?.getChaincodeId();
    if (eventOf !== undefined && eventOf !== chaincodeName) {
        throw new TransactionError(Code.INVALID_OTHER_REASON, 'the event names another chaincode');
    }
    const names = transaction.rwSet.map(({ namespace }) => namespace);
    if (new Set(names).size !== names.length) {
        throw new TransactionError(Code.ILLEGAL_WRITESET, 'a namespace occurs twice');
    }
    return transaction;
}

/** No id at all has another code than an empty one. The bytes are known to be readable. */
function namesChaincode({ responsePayload }: TransactionAction): boolean {
    const action = peer.ProposalResponsePayload.deserializeBinary(responsePayload).getExtension_asU8();
    if (action.length === 0) {
        throw new TransactionError(Code.BAD_RESPONSE_PAYLOAD, 'response payload is missing extension');
    }
    return peer.ChaincodeAction.deserializeBinary(action).hasChaincodeId();
}

async function checkEndorsements(
    transaction: ParsedTransaction,
    action: TransactionAction,
    context: Parameters<typeof checkNamespace>[3],
): Promise<void> {
    const written = transaction.rwSet.filter(hasWrites).map(({ namespace }) => namespace);
    for (const name of new Set([transaction.endorsed.chaincodeName, ...written])) {
        const set = transaction.rwSet.find(({ namespace }) => namespace === name);
        await checkNamespace(name, set, action, context);
    }
}
