import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';
import { blockData, lastConfigIndex } from '../proto/block';
import { unpackProposal } from '../proto/proposal';
import { parseEnvelope } from '../proto/transaction';
import type { AccessControl } from './access-control';
import { errorResponse, successResponse, type SystemChaincode, type SystemInvocation } from './system-chaincode';

export interface CsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    /** Channels that the peer has joined. */
    readonly channelIds: () => readonly string[];
    readonly access: AccessControl;
}

/** Joining channels is a matter of the network's own configuration. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['JoinChain', 'JoinChainBySnapshot', 'JoinBySnapshotStatus']);

/** Queries of channels and their configuration: function, channel. Fabric: core/scc/cscc. */
export function createCscc(options: CsccOptions): SystemChaincode {
    return { name: 'cscc', invoke: (invocation) => invoke(options, invocation) };
}

async function invoke(options: CsccOptions, invocation: SystemInvocation): Promise<peer.Response> {
    const [name, channel] = invocation.args;
    const count = String(invocation.args.length);
    if (name === undefined) {
        return errorResponse(`Incorrect number of arguments, ${count}`);
    }
    const functionName = Buffer.from(name).toString();
    if (channel === undefined && functionName !== 'GetChannels' && functionName !== 'JoinBySnapshotStatus') {
        return errorResponse(`Incorrect number of arguments, ${count}`);
    }
    const { chaincodeName } = unpackProposal(invocation.signedProposal);
    if (chaincodeName !== 'cscc') {
        return errorResponse(
            `Rejecting invoke of CSCC from another chaincode, original invocation for '${chaincodeName}'`,
        );
    }
    const channelId = Buffer.from(channel ?? []).toString();
    const refuse = (label: string): peer.Response | undefined => {
        const refusal = options.access.check(`cscc/${functionName}`, channelId, invocation.signedProposal);
        return refusal === undefined ? undefined : errorResponse(`access denied for ${label}: ${refusal}`);
    };
    switch (functionName) {
        case 'GetChannels':
            return refuse(`[${functionName}]`) ?? channelsResponse(options.channelIds());
        case 'GetConfigBlock':
            return refuse(`[${functionName}][${channelId}]`) ?? configBlock(options.ledger(channelId), channelId);
        case 'GetChannelConfig':
            if (channelId === '') {
                return errorResponse('empty channel name provided');
            }
            return refuse(`[${functionName}][${channelId}]`) ?? channelConfig(options.ledger(channelId), channelId);
        default:
            return errorResponse(
                NOT_OFFERED.has(functionName)
                    ? `${functionName} is not offered by this network: its channels are set up when it starts`
                    : `Requested function ${functionName} not found.`,
            );
    }
}

function channelsResponse(channelIds: readonly string[]): peer.Response {
    const response = new peer.ChannelQueryResponse();
    for (const channelId of channelIds) {
        const info = new peer.ChannelInfo();
        info.setChannelId(channelId);
        response.addChannels(info);
    }
    return successResponse(response.serializeBinary());
}

async function configBlock(ledger: Ledger | undefined, channelId: string): Promise<peer.Response> {
    const block = ledger === undefined ? undefined : await lastConfigBlock(ledger);
    return block === undefined
        ? errorResponse(`Unknown channel ID, ${channelId}`)
        : successResponse(block.serializeBinary());
}

async function channelConfig(ledger: Ledger | undefined, channelId: string): Promise<peer.Response> {
    const block = ledger === undefined ? undefined : await lastConfigBlock(ledger);
    const [envelope] = block === undefined ? [] : blockData(block);
    const config =
        envelope === undefined
            ? undefined
            : common.ConfigEnvelope.deserializeBinary(parseEnvelope(envelope).data).getConfig();
    return config === undefined
        ? errorResponse(`unknown channel ID, ${channelId}`)
        : successResponse(config.serializeBinary());
}

async function lastConfigBlock(ledger: Ledger): Promise<common.Block | undefined> {
    const last = await ledger.block(ledger.height - 1);
    return last === undefined ? undefined : ledger.block(lastConfigIndex(last));
}
