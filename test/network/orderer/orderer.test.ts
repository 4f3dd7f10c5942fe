import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../../../network/src/channel/channel-config';
import { createOrderer, type OrderingMode, type SwitchableOrderer } from '../../../network/src/orderer/create-orderer';
import {
    blockData,
    blockHeader,
    blockSignedData,
    dataHash,
    headerHash,
    lastConfigIndex,
    metadataSlot,
    transactionCodes,
} from '../../../network/src/proto/block';
import { createHeader } from '../../../network/src/proto/header';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { systemRandom } from '../../../network/src/seams/random';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { CHANNEL, config, genesis, ordererNode, peer1, stranger, user1 } from '../validator/transactions';

const { SUCCESS, BAD_REQUEST, FORBIDDEN, NOT_IMPLEMENTED, SERVICE_UNAVAILABLE } = common.Status;
const { ENDORSER_TRANSACTION, MESSAGE, CONFIG, CONFIG_UPDATE, ORDERER_TRANSACTION } = common.HeaderType;
const start = new Date('2026-01-02T00:00:00Z');

interface Setting {
    readonly mode?: OrderingMode;
    readonly fabric?: '2.5' | '3.1';
    readonly batch?: Partial<ChannelConfig['batch']>;
    readonly sink?: (block: common.Block) => Promise<void>;
}

interface Desk {
    readonly orderer: SwitchableOrderer;
    readonly clock: ManualClock;
    /** What the sink has taken. */
    readonly blocks: common.Block[];
    /** Names of the messages, block by block. */
    readonly names: () => readonly (readonly string[])[];
    readonly send: (...names: readonly string[]) => Promise<void>;
}

function open(setting: Setting = {}): Desk {
    const clock = new ManualClock(start);
    const blocks: common.Block[] = [];
    const orderer = createOrderer({
        channelId: CHANNEL,
        signer: ordererNode,
        config: () => ({ ...config, batch: { ...config.batch, ...setting.batch } }),
        sink: async (block) => {
            await setting.sink?.(block);
            blocks.push(block);
        },
        lastBlock: genesis,
        clock,
        random: systemRandom,
        fabric: setting.fabric ?? '2.5',
        mode: setting.mode ?? 'batch',
    });
    return {
        orderer,
        clock,
        blocks,
        names: () => blocks.map((block) => blockData(block).map(nameOf)),
        send: async (...names) => {
            for (const name of names) {
                expect(await orderer.broadcast(message({ data: name }))).toEqual({ status: SUCCESS, info: '' });
            }
        },
    };
}

/** Lets everything run that needs no clock. */
function settled(): Promise<void> {
    return new Promise((resolve) => {
        setImmediate(resolve);
    });
}

interface MessageOptions {
    readonly type?: number;
    readonly channelId?: string;
    readonly creator?: SigningIdentity;
    readonly signer?: SigningIdentity;
    readonly data?: string;
}

function message(options: MessageOptions = {}): Uint8Array {
    const creator = options.creator ?? user1;
    const { header } = createHeader({
        type: options.type ?? ENDORSER_TRANSACTION,
        channelId: options.channelId ?? CHANNEL,
        creator: creator.serialized,
        random: systemRandom,
        clock: new ManualClock(start),
    });
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(Buffer.from(options.data ?? 'anything'));
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature((options.signer ?? creator).sign(envelope.getPayload_asU8()));
    return envelope.serializeBinary();
}

function nameOf(envelope: Uint8Array): string {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    return Buffer.from(payload.getData_asU8()).toString().slice(0, 1);
}

const sizeOf = (envelope: Uint8Array): number => {
    const { length } = common.Envelope.deserializeBinary(envelope).getPayload_asU8();
    return length + common.Envelope.deserializeBinary(envelope).getSignature_asU8().length;
};

describe('an envelope', () => {
    const withPayload = (payload: Uint8Array): Uint8Array => {
        const envelope = new common.Envelope();
        envelope.setPayload(payload);
        return envelope.serializeBinary();
    };
    const notWriter =
        "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied";

    it.each<[string, Uint8Array, number, string]>([
        ['of a writer', message(), SUCCESS, ''],
        ['of type MESSAGE', message({ type: MESSAGE }), SUCCESS, ''],
        ['without payload', new Uint8Array(), BAD_REQUEST, 'could not determine channel ID: header not set'],
        [
            'with a payload that cannot be read',
            withPayload(Buffer.from('junk')),
            BAD_REQUEST,
            'could not determine channel ID: error unmarshalling Payload: proto: cannot parse invalid wire-format data',
        ],
        ['CONFIG', message({ type: CONFIG }), BAD_REQUEST, 'message is of type that cannot be processed directly'],
        [
            'ORDERER_TRANSACTION',
            message({ type: ORDERER_TRANSACTION }),
            BAD_REQUEST,
            'message is of type that cannot be processed directly',
        ],
        [
            'CONFIG_UPDATE',
            message({ type: CONFIG_UPDATE }),
            NOT_IMPLEMENTED,
            'configuration updates are not supported by this development network',
        ],
        ['signed by another', message({ signer: peer1 }), FORBIDDEN, notWriter],
        ['of a stranger', message({ creator: stranger }), FORBIDDEN, notWriter],
        ['of a peer', message({ creator: peer1 }), FORBIDDEN, notWriter],
    ])('%s is answered', async (_name, envelope, status, info) => {
        const { orderer } = open({ mode: 'manual' });
        expect(await orderer.broadcast(envelope)).toEqual({ status, info });
        expect(orderer.pending).toBe(status === SUCCESS ? 1 : 0);
    });

    it.each<['2.5' | '3.1', string, number, string]>([
        [
            '2.5',
            'other',
            BAD_REQUEST,
            'channel creation request not allowed because the orderer system channel is not defined',
        ],
        ['3.1', 'other', BAD_REQUEST, 'channel does not exist'],
        ['3.1', '', BAD_REQUEST, 'channel does not exist'],
    ])('for an unknown channel is answered as Fabric %s does (%j)', async (fabric, channelId, status, info) => {
        expect(await open({ fabric }).orderer.broadcast(message({ channelId }))).toEqual({ status, info });
    });

    it('may have as many bytes of payload and signature as the channel allows', async () => {
        const envelope = message();
        const size = sizeOf(envelope);
        const answer = (absoluteMaxBytes: number): Promise<unknown> =>
            open({ batch: { absoluteMaxBytes } }).orderer.broadcast(envelope);
        expect(await answer(size)).toEqual({ status: SUCCESS, info: '' });
        expect(await answer(size - 1)).toEqual({
            status: BAD_REQUEST,
            info: `message payload is ${String(size)} bytes and exceeds maximum allowed ${String(size - 1)} bytes`,
        });
    });

    it('of a creator whose certificate has expired is refused', async () => {
        const { orderer, clock } = open();
        clock.set(new Date(config.msps.deserialize(user1.serialized).notAfter.getTime() + 1));
        expect(await orderer.broadcast(message())).toEqual({
            status: BAD_REQUEST,
            info: 'broadcast client identity expired',
        });
    });
});

describe('blocks by count, size and time', () => {
    it('are cut at the count, and the rest when the time is up', async () => {
        const { send, names, clock, orderer } = open({ batch: { maxMessageCount: 3, timeoutMs: 2000 } });
        await send('a', 'b', 'c', 'd', 'e');
        await settled();
        expect(names()).toEqual([['a', 'b', 'c']]);
        expect(orderer.pending).toBe(2);
        clock.advance(1999);
        await settled();
        expect(names()).toHaveLength(1);
        clock.advance(1);
        await settled();
        expect(names()).toEqual([
            ['a', 'b', 'c'],
            ['d', 'e'],
        ]);
        clock.advance(10_000);
        await settled();
        expect(names()).toHaveLength(2);
    });

    it('that hold the lone first message are cut when its time is up, whatever came later', async () => {
        const { send, names, clock } = open({ batch: { timeoutMs: 2000 } });
        await send('a');
        clock.advance(1500);
        await send('b');
        clock.advance(500);
        await settled();
        expect(names()).toEqual([['a', 'b']]);
    });

    it('are cut before a message that would make them too big; the running time stays', async () => {
        const size = sizeOf(message({ data: 'a' }));
        const batch = { preferredMaxBytes: 2 * size + 10, timeoutMs: 2000 };
        const { send, names, clock } = open({ batch });
        await send('a', 'b');
        clock.advance(1500);
        await send('c');
        await settled();
        expect(names()).toEqual([['a', 'b']]);
        clock.advance(500);
        await settled();
        expect(names()).toEqual([['a', 'b'], ['c']]);
    });

    it('give a message that is too big a block of its own, after those that wait', async () => {
        const batch = { preferredMaxBytes: sizeOf(message({ data: 'a' })) + 100 };
        const { send, names, orderer } = open({ batch });
        await send('a', 'B'.repeat(1000), 'C'.repeat(1000));
        await settled();
        expect(names()).toEqual([['a'], ['B'], ['C']]);
        expect(orderer.pending).toBe(0);
    });
});

describe('the other modes', () => {
    it('instant: a block at once, and what comes while one is committed shares the next', async () => {
        let commit: () => void = () => undefined;
        const { send, names } = open({
            mode: 'instant',
            sink: () =>
                new Promise((resolve) => {
                    commit = resolve;
                }),
        });
        await send('a');
        await settled();
        await send('b', 'c');
        commit();
        await settled();
        commit();
        await settled();
        expect(names()).toEqual([['a'], ['b', 'c']]);
    });

    it('manual: only when told, whatever count, size and time', async () => {
        const { send, names, clock, orderer } = open({
            mode: 'manual',
            batch: { maxMessageCount: 1, preferredMaxBytes: 1, timeoutMs: 1 },
        });
        await send('a', 'b');
        clock.advance(60_000);
        await settled();
        expect(names()).toEqual([]);
        await orderer.cut();
        await orderer.cut();
        expect(names()).toEqual([['a', 'b']]);
    });

    it('what is pending when the mode changes is cut; no timer of the old mode is left', async () => {
        const { send, names, clock, orderer } = open({ batch: { timeoutMs: 2000 } });
        await send('a');
        await orderer.setMode('manual');
        await send('b');
        clock.advance(2000);
        await settled();
        expect(names()).toEqual([['a']]);
        await orderer.setMode('manual');
        expect(orderer.pending).toBe(1);
        await orderer.setMode('instant');
        expect(names()).toEqual([['a'], ['b']]);
    });

    it('a message that comes after the change to manual waits, even behind a block in work', async () => {
        const commits: (() => void)[] = [];
        const { send, names, orderer } = open({
            mode: 'instant',
            sink: () => new Promise((resolve) => commits.push(resolve)),
        });
        await send('a');
        await settled();
        await send('b');
        const changed = orderer.setMode('manual');
        await send('c');
        commits[0]?.();
        await settled();
        commits[1]?.();
        await changed;
        await settled();
        expect(names()).toEqual([['a'], ['b']]);
        expect(orderer.pending).toBe(1);
    });
});

it('each block follows the one before and is signed for the policy BlockValidation', async () => {
    const { send, blocks } = open({ batch: { maxMessageCount: 1 } });
    await send('a', 'b', 'c');
    await settled();
    expect(blocks).toHaveLength(3);
    const policy = config.policies.policy('/Channel/Orderer/BlockValidation');
    let previous = genesis;
    for (const [index, block] of blocks.entries()) {
        const header = blockHeader(block);
        expect(header.getNumber()).toBe(index + 1);
        expect(header.getPreviousHash_asU8()).toEqual(headerHash(blockHeader(previous)));
        expect(header.getDataHash_asU8()).toEqual(dataHash(blockData(block)));
        expect(policy?.evaluateSignedData(blockSignedData(block))).toBeUndefined();
        expect(lastConfigIndex(block)).toBe(0);
        // LAST_CONFIG while that is block 0, and what only peers fill.
        expect(metadataSlot(block, 1)).toHaveLength(0);
        expect(transactionCodes(block)).toEqual([]);
        expect(block.getMetadata()?.getMetadataList()).toHaveLength(5);
        previous = block;
    }
    blockHeader(previous).setNumber(9);
    expect(policy?.evaluateSignedData(blockSignedData(previous))).toBeDefined();
});

describe('an orderer stops', () => {
    it('when a block cannot be committed: nothing further is ordered, and everybody is told', async () => {
        const taken: number[] = [];
        const { send, orderer, names } = open({
            mode: 'manual',
            sink: (block) => {
                taken.push(blockHeader(block).getNumber());
                return Promise.reject(new Error('disk full'));
            },
        });
        await send('a');
        await expect(orderer.cut()).rejects.toThrow('disk full');
        expect(await orderer.broadcast(message())).toEqual({ status: SERVICE_UNAVAILABLE, info: 'disk full' });
        await expect(orderer.cut()).rejects.toThrow('disk full');
        expect(taken).toEqual([1]);
        expect(names()).toEqual([]);
    });

    it('when it is closed, after the block in work', async () => {
        const { send, orderer, names, clock } = open({ batch: { maxMessageCount: 2 } });
        await send('a', 'b', 'c');
        await orderer.close();
        expect(names()).toEqual([['a', 'b']]);
        expect(await orderer.broadcast(message())).toEqual({
            status: SERVICE_UNAVAILABLE,
            info: 'orderer is stopping',
        });
        clock.advance(60_000);
        await settled();
        expect(names()).toHaveLength(1);
    });
});
