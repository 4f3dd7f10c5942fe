import { createTabularium, type Tabularium, type TabulariumOptions } from '../../../client/src/tabularium';
import { FakeGateway } from './fake-gateway';
import { newIdentity } from './identities';

export interface Connected {
    readonly peer: FakeGateway;
    readonly tabularium: Tabularium;
    end(): void;
}

const identity = newIdentity();

/** Waits shrink to nothing: jitter draws zero. */
export const noJitter = {
    count: 0,
    bytes(length: number): Uint8Array {
        this.count += 1;
        const bytes = Buffer.alloc(length);
        if (length > 4) {
            bytes.writeUInt32BE(this.count, length - 4);
        }
        return bytes;
    },
};

export async function connected(options: Partial<TabulariumOptions> = {}): Promise<Connected> {
    const peer = await FakeGateway.start();
    const tabularium = createTabularium({
        connection: { address: peer.address },
        identity,
        channelName: 'mychannel',
        random: noJitter,
        ...options,
    });
    return {
        peer,
        tabularium,
        end: () => {
            tabularium.close();
            peer.stop();
        },
    };
}

/** The error that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error('it did not fail');
}
