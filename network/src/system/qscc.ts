import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';
import { unpackProposal } from '../proto/proposal';
import type { AccessControl } from './access-control';
import { failureResponse, successResponse } from './responses';
import type { SystemChaincode, SystemInvocation } from './system-chaincode';
import { errorText } from '../proto/error-text';

export interface QsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    readonly access: AccessControl;
}

type Query = (ledger: Ledger, argument: Uint8Array) => Promise<Uint8Array>;

const NEWEST = '18446744073709551615';

/** What the ledger of a channel holds, as protobuf messages. Fabric: core/scc/qscc/query.go. */
export function createQscc(options: QsccOptions): SystemChaincode {
    return { name: 'qscc', invoke: (invocation) => invoke(invocation, options) };
}

async function invoke(invocation: SystemInvocation, options: QsccOptions): Promise<peer.Response> {
    const { args, signedProposal } = invocation;
    const [first, second, argument] = args;
    if (first === undefined || second === undefined) {
        return failureResponse(`Incorrect number of arguments, ${String(args.length)}`);
    }
    const name = Buffer.from(first).toString();
    const channelId = Buffer.from(second).toString();
    const called = unpackProposal(signedProposal).chaincodeName;
    if (called !== 'qscc') {
        return failureResponse(
            `Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for '${called}'`,
        );
    }
    if (name !== 'GetChainInfo' && argument === undefined) {
        return failureResponse(`missing 3rd argument for ${name}`);
    }
    const ledger = options.ledger(channelId);
    if (ledger === undefined) {
        return failureResponse(`Invalid chain ID, ${channelId}`);
    }
    const query = QUERIES.get(name);
    const denied = options.access.check(`qscc/${name}`, channelId, signedProposal);
    if (query !== undefined && denied !== undefined) {
        return failureResponse(`access denied for [${name}][${channelId}]: [${denied}]`);
    }
    if (query === undefined) {
        return failureResponse(`Requested function ${name} not found.`);
    }
    try {
        return successResponse(await query(ledger, argument ?? new Uint8Array()));
    } catch (error) {
        return failureResponse(errorText(error));
    }
}

const QUERIES: ReadonlyMap<string, Query> = new Map<string, Query>([
    ['GetChainInfo', chainInfo],
    ['GetBlockByNumber', blockByNumber],
    ['GetBlockByHash', blockByHash],
    ['GetTransactionByID', transactionById],
    ['GetBlockByTxID', blockByTxId],
]);

function chainInfo(ledger: Ledger): Promise<Uint8Array> {
    const { height, currentHash, previousHash } = ledger.info();
    const message = new common.BlockchainInfo();
    message.setHeight(height);
    message.setCurrentblockhash(currentHash);
    message.setPreviousblockhash(previousHash);
    return Promise.resolve(message.serializeBinary());
}

async function blockByNumber(ledger: Ledger, argument: Uint8Array): Promise<Uint8Array> {
    const text = Buffer.from(argument).toString();
    if (!/^\d+$/.test(text)) {
        throw new Error(
            `Failed to parse block number with error strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
        );
    }
    if (BigInt(text) > BigInt(NEWEST)) {
        throw new Error(
            `Failed to parse block number with error strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`,
        );
    }
    const number = BigInt(text) === BigInt(NEWEST) ? BigInt(ledger.height - 1) : BigInt(text);
    const block = number < BigInt(ledger.height) ? await ledger.block(Number(number)) : undefined;
    if (block === undefined) {
        throw new Error(
            `Failed to get block number ${String(number)}, error no such block number [${String(number)}] in index`,
        );
    }
    return block.serializeBinary();
}

async function blockByHash(ledger: Ledger, hash: Uint8Array): Promise<Uint8Array> {
    const block = await ledger.blockByHash(hash);
    if (block === undefined) {
        const bytes = Buffer.from(hash);
        throw new Error(
            `Failed to get block hash ${bytes.toString()}, error no such block hash [${bytes.toString('hex')}] in index`,
        );
    }
    return block.serializeBinary();
}

async function transactionById(ledger: Ledger, argument: Uint8Array): Promise<Uint8Array> {
    const txId = Buffer.from(argument).toString();
    const transaction = await ledger.transaction(txId);
    if (transaction === undefined) {
        throw new Error(`Failed to get transaction with id ${txId}, error no such transaction ID [${txId}] in index`);
    }
    const processed = new peer.ProcessedTransaction();
    processed.setTransactionenvelope(common.Envelope.deserializeBinary(transaction.envelope));
    processed.setValidationcode(transaction.validationCode);
    return processed.serializeBinary();
}

async function blockByTxId(ledger: Ledger, argument: Uint8Array): Promise<Uint8Array> {
    const txId = Buffer.from(argument).toString();
    const block = await ledger.blockByTxId(txId);
    if (block === undefined) {
        throw new Error(`Failed to get block for txID ${txId}, error no such transaction ID [${txId}] in index`);
    }
    return block.serializeBinary();
}
