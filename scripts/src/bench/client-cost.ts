import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers, type Contract, type Gateway, type Signer } from '@hyperledger/fabric-gateway';
import { createTabularium, messageSigner } from '@tabularium/client';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { startChild } from './child';
import { openCaseInput } from './land-case';
import { load } from './load';
import { ownIdentity } from './own-identity';
import { ProcessorMeter, total } from './processor-time';
import { ratios, spread, type Spread } from './statistics';
import type { StubTold } from './stub-gateway';

/** Milliseconds of the client's processor time for one submit, by way of calling. */
export interface ClientCost {
    readonly tabularium: Spread;
    readonly ownSigner: Spread;
    readonly fastSigner: Spread;
    /** Tabularium's client against fabric-gateway with its own signer, and with the client's. */
    readonly toOwnSigner: Spread;
    readonly toFastSigner: Spread;
}

const ROUNDS = 5;
const OPERATIONS = 1_000;
const CONCURRENCY = 64;

/** The same command with the same argument, by three clients in turn, at a gateway that costs this process nothing. */
export async function measureClientCost(): Promise<ClientCost> {
    const stub = await startChild<StubTold>('stub-gateway');
    const connections: Client[] = [];
    const dial = (): Client => {
        const client = new Client(stub.told.address, credentials.createInsecure());
        connections.push(client);
        return client;
    };
    const identity = ownIdentity();
    const { mspId, certificatePem } = identity;
    const key = createPrivateKey(identity.privateKeyPem);
    const plain = (signer: Signer, digest: typeof hash.sha256): Gateway =>
        connect({
            client: dial(),
            identity: { mspId, credentials: Buffer.from(certificatePem) },
            signer,
            hash: digest,
        });
    const own = plain(signers.newPrivateKeySigner(key), hash.sha256);
    const fast = plain(messageSigner(key), hash.none);
    const tabularium = createTabularium({ connection: dial(), identity, channelName: 'mychannel' });
    const input = openCaseInput('110105001001GB00001F00010001', { kind: 'person', ref: '0'.repeat(64) });
    const submits = {
        tabularium: () => tabularium.land.openCase(input),
        ownSigner: submitWith(own.getNetwork('mychannel').getContract('land'), input),
        fastSigner: submitWith(fast.getNetwork('mychannel').getContract('land'), input),
    };
    try {
        const measured = { tabularium: [] as number[], ownSigner: [] as number[], fastSigner: [] as number[] };
        const meter = new ProcessorMeter({});
        for (let round = 0; round <= ROUNDS; round += 1) {
            for (const name of ['tabularium', 'ownSigner', 'fastSigner'] as const) {
                const operations = Array.from({ length: OPERATIONS }, () => submits[name]);
                const { processor } = await load(operations, CONCURRENCY, meter);
                // The first round warms up.
                if (round > 0) {
                    measured[name].push(total(processor));
                }
            }
        }
        return {
            tabularium: spread(measured.tabularium),
            ownSigner: spread(measured.ownSigner),
            fastSigner: spread(measured.fastSigner),
            toOwnSigner: ratios(measured.tabularium, measured.ownSigner),
            toFastSigner: ratios(measured.tabularium, measured.fastSigner),
        };
    } finally {
        tabularium.close();
        own.close();
        fast.close();
        connections.forEach((client) => client.close());
        await stub.close();
    }
}

function submitWith(contract: Contract, input: object): () => Promise<unknown> {
    return () => {
        const argument = JSON.stringify({ commandId: randomBytes(16).toString('hex'), input });
        return contract.submit('openCase', { arguments: [argument] });
    };
}
