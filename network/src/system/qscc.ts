import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';
import { unpackProposal } from '../proto/proposal';
import type { AccessControl } from './access-control';
import { errorResponse, successResponse, type SystemChaincode, type SystemInvocation } from './system-chaincode';

export interface QsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    readonly access: AccessControl;
}

type Query = (ledger: Ledger, argument: Uint8Array) => Promise<peer.Response>;

const NEWEST = 18446744073709551615n;

const QUERIES: Readonly<Record<string, Query>> = {
    GetChainInfo: getChainInfo,
    GetBlockByNumber: getBlockByNumber,
    GetBlockByHash: getBlockByHash,
    GetTransactionByID: getTransactionById,
    GetBlockByTxID: getBlockByTxId,
};

/** Queries of a channel's blocks and transactions: function, channel, argument. Fabric: core/scc/qscc. */
export function createQscc(options: QsccOptions): SystemChaincode {
    return { name: 'qscc', invoke: (invocation) => invoke(options, invocation) };
}

async function invoke({ ledger, access }: QsccOptions, invocation: SystemInvocation): Promise<peer.Response> {
    const [name, channel, argument] = invocation.args;
    if (name === undefined || channel === undefined) {
        return errorResponse(`Incorrect number of arguments, ${String(invocation.args.length)}`);
    }
    const functionName = Buffer.from(name).toString();
    const channelId = Buffer.from(channel).toString();
    const { chaincodeName } = unpackProposal(invocation.signedProposal);
    if (chaincodeName !== 'qscc') {
        return errorResponse(
            `Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for '${chaincodeName}'`,
        );
    }
    if (functionName !== 'GetChainInfo' && argument === undefined) {
        return errorResponse(`missing 3rd argument for ${functionName}`);
    }
    const target = ledger(channelId);
    if (target === undefined) {
        return errorResponse(`Invalid chain ID, ${channelId}`);
    }
    const refusal = access.check(`qscc/${functionName}`, channelId, invocation.signedProposal);
    if (refusal !== undefined) {
        return errorResponse(`access denied for [${functionName}][${channelId}]: [${refusal}]`);
    }
    const query = QUERIES[functionName];
    return query === undefined
        ? errorResponse(`Requested function ${functionName} not found.`)
        : query(target, argument ?? new Uint8Array());
}

function getChainInfo(ledger: Ledger): Promise<peer.Response> {
    const { height, currentHash, previousHash } = ledger.info();
    const info = new common.BlockchainInfo();
    info.setHeight(height);
    info.setCurrentblockhash(currentHash);
    info.setPreviousblockhash(previousHash);
    return Promise.resolve(successResponse(info.serializeBinary()));
}

async function getBlockByNumber(ledger: Ledger, argument: Uint8Array): Promise<peer.Response> {
    const text = Buffer.from(argument).toString();
    if (!/^\d+$/.test(text)) {
        return errorResponse(
            `Failed to parse block number with error strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
        );
    }
    const number = BigInt(text);
    if (number > NEWEST) {
        return errorResponse(
            `Failed to parse block number with error strconv.ParseUint: parsing "${text}": value out of range`,
        );
    }
    const block = await ledger.block(number === NEWEST ? ledger.height - 1 : Number(number));
    return block === undefined
        ? errorResponse(`Failed to get block number ${String(number)}, error no such block number [${String(number)}] in index`)
        : successResponse(block.serializeBinary());
}

async function getBlockByHash(ledger: Ledger, hash: Uint8Array): Promise<peer.Response> {
    const block = await ledger.blockByHash(hash);
    if (block !== undefined) {
        return successResponse(block.serializeBinary());
    }
    const bytes = Buffer.from(hash);
    return errorResponse(
        `Failed to get block hash ${bytes.toString()}, error no such block hash [${bytes.toString('hex')}] in index`,
    );
}

async function getTransactionById(ledger: Ledger, argument: Uint8Array): Promise<peer.Response> {
    const txId = Buffer.from(argument).toString();
    const found = await ledger.transaction(txId);
    if (found === undefined) {
        return errorResponse(`Failed to get transaction with id ${txId}, error no such transaction ID [${txId}] in index`);
    }
    const processed = new peer.ProcessedTransaction();
    processed.setTransactionenvelope(common.Envelope.deserializeBinary(found.envelope));
    processed.setValidationcode(found.validationCode);
    return successResponse(processed.serializeBinary());
}

async function getBlockByTxId(ledger: Ledger, argument: Uint8Array): Promise<peer.Response> {
    const txId = Buffer.from(argument).toString();
    const block = await ledger.blockByTxId(txId);
    return block === undefined
        ? errorResponse(`Failed to get block for txID ${txId}, error no such transaction ID [${txId}] in index`)
        : successResponse(block.serializeBinary());
}
