import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';
import { blockData, lastConfigIndex } from '../proto/block';
import { unpackProposal } from '../proto/proposal';
import type { AccessControl } from './access-control';
import { failureResponse, successResponse } from './responses';
import type { SystemChaincode, SystemInvocation } from './system-chaincode';
import { errorText } from '../proto/error-text';

export interface CsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    /** Channels that the peer has joined. */
    readonly channelIds: () => readonly string[];
    readonly access: AccessControl;
}

/** The peer's channels and their configuration. Joining a channel is refused. Fabric: core/scc/cscc/configure.go. */
export function createCscc(options: CsccOptions): SystemChaincode {
    return {
        name: 'cscc',
        invoke: async (invocation) => {
            try {
                return await invoke(invocation, options);
            } catch (error) {
                return failureResponse(errorText(error));
            }
        },
    };
}

async function invoke({ args, signedProposal }: SystemInvocation, options: CsccOptions): Promise<peer.Response> {
    const [first, second] = args;
    if (first === undefined) {
        return failureResponse('Incorrect number of arguments, 0');
    }
    const name = Buffer.from(first).toString();
    if (name !== 'GetChannels' && name !== 'JoinBySnapshotStatus' && second === undefined) {
        return failureResponse(`Incorrect number of arguments, ${String(args.length)}`);
    }
    const called = unpackProposal(signedProposal).chaincodeName;
    if (called !== 'cscc') {
        return failureResponse(`Rejecting invoke of CSCC from another chaincode, original invocation for '${called}'`);
    }
    switch (name) {
        case 'GetChannels': {
            const denied = options.access.check('cscc/GetChannels', '', signedProposal);
            return denied === undefined
                ? successResponse(channels(options.channelIds()))
                : failureResponse(`access denied for [${name}]: ${denied}`);
        }
        case 'GetConfigBlock':
        case 'GetChannelConfig':
            return channelConfig(name, Buffer.from(second ?? new Uint8Array()).toString(), signedProposal, options);
        case 'JoinChain':
        case 'JoinChainBySnapshot':
        case 'JoinBySnapshotStatus':
            return failureResponse(`${name} is not supported by this network: its peers have joined their channel`);
        default:
            return failureResponse(`Requested function ${name} not found.`);
    }
}

async function channelConfig(
    name: 'GetConfigBlock' | 'GetChannelConfig',
    channelId: string,
    signedProposal: peer.SignedProposal,
    options: CsccOptions,
): Promise<peer.Response> {
    if (channelId === '' && name === 'GetChannelConfig') {
        return failureResponse('empty channel name provided');
    }
    const denied = options.access.check(`cscc/${name}`, channelId, signedProposal);
    if (denied !== undefined) {
        return failureResponse(`access denied for [${name}][${channelId}]: ${denied}`);
    }
    const block = await configBlock(options.ledger(channelId));
    if (block === undefined) {
        const unknown = name === 'GetConfigBlock' ? 'Unknown' : 'unknown';
        return failureResponse(`${unknown} channel ID, ${channelId}`);
    }
    return successResponse(name === 'GetConfigBlock' ? block.serializeBinary() : configOf(block));
}

function channels(channelIds: readonly string[]): Uint8Array {
    const message = new peer.ChannelQueryResponse();
    message.setChannelsList(
        channelIds.map((channelId) => {
            const info = new peer.ChannelInfo();
            info.setChannelId(channelId);
            return info;
        }),
    );
    return message.serializeBinary();
}

async function configBlock(ledger: Ledger | undefined): Promise<common.Block | undefined> {
    const newest = await ledger?.block(ledger.height - 1);
    return newest === undefined ? undefined : ledger?.block(lastConfigIndex(newest));
}

/** `common.Config` bytes. */
function configOf(block: common.Block): Uint8Array {
    const envelope = common.Envelope.deserializeBinary(blockData(block)[0] ?? new Uint8Array());
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
    return (config ?? new common.Config()).serializeBinary();
}
