/**
 * Clients that wait, after each submit, until the peers of all organisations have its block. Fabric's peers commit by
 * themselves; an officer of another agency who acts on what was just written may meet a peer that has not heard of it.
 */
import { common } from '@hyperledger/fabric-protos';
import type { Tabularium } from '../../../client/src/tabularium';

/** Number of blocks at the client's peer. */
export async function heightAt({ gateway, transport }: Tabularium): Promise<number> {
    const bytes = await gateway.contract('qscc').evaluateTransaction('GetChainInfo', transport.channelName);
    return common.BlockchainInfo.deserializeBinary(bytes).getHeight();
}

/** `witnesses` are clients at the peers that have to follow. */
export function caughtUp(client: Tabularium, witnesses: readonly Tabularium[]): Tabularium {
    const settle = async (answer: unknown): Promise<void> => {
        if (typeof answer !== 'object' || answer === null || !('blockNumber' in answer && 'endorsers' in answer)) {
            return;
        }
        const { blockNumber } = answer;
        await Promise.all(
            witnesses.map(async (witness) => {
                while ((await heightAt(witness)) <= Number(blockNumber)) {
                    // The next question is the pause.
                }
            }),
        );
    };
    return {
        ...client,
        directory: settling(client.directory, settle),
        exchange: settling(client.exchange, settle),
        land: settling(client.land, settle),
        licence: settling(client.licence, settle),
    };
}

function settling<Register extends object>(register: Register, settle: (answer: unknown) => Promise<void>): Register {
    const methods = Object.entries(register).map(
        ([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
            name,
            async (...args: unknown[]) => {
                const answer = await method(...args);
                await settle(answer);
                return answer;
            },
        ],
    );
    return Object.fromEntries(methods) as Register;
}
