import { common, type peer } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import { unpackProposal } from '../proto/proposal';
import { assembleTransaction } from '../proto/transaction';
import type { ExpectedCommit } from './commit-watch';
import { Connections } from './connections';
import type { ChaincodeDefinition } from './definition';
import { DeployError } from './deploy-error';
import type { LifecycleClient, LifecycleClientOptions } from './lifecycle';
import type { OrdererConnection } from './orderer-connection';
import type { PeerConnection } from './peer-connection';
import { assertValid, type LifecycleCall, PeerLifecycle, unlessUnchanged } from './peer-lifecycle';
import { refusal } from './refusal';

export type * from './lifecycle';

export function createLifecycleClient(options: LifecycleClientOptions): LifecycleClient {
    return new GrpcLifecycleClient(options);
}

interface Submission {
    readonly endorsers: readonly PeerConnection[];
    /** On which the transaction must be committed. */
    readonly committers: readonly PeerConnection[];
}

/** Asks the endorsing peers itself and sends to the orderer itself. */
class GrpcLifecycleClient extends PeerLifecycle implements LifecycleClient {
    readonly #options: LifecycleClientOptions;
    readonly #connections: Connections;
    readonly #orderer: OrdererConnection;

    constructor(options: LifecycleClientOptions) {
        const connections = options.connections ?? new Connections(options.clock);
        super({ ...options, peer: connections.peer(options.peer) });
        this.#options = options;
        this.#connections = connections;
        this.#orderer = connections.orderer(options.orderer);
    }

    approve(
        definition: ChaincodeDefinition,
        packageId?: string,
        others: readonly PeerEndpoint[] = [],
    ): Promise<boolean> {
        const call = this.approval(definition, packageId);
        return unlessUnchanged(this.#submit(call, { endorsers: [this.peer], committers: this.#with(others) }));
    }

    async commit(definition: ChaincodeDefinition, others: readonly PeerEndpoint[] = []): Promise<void> {
        const peers = this.#with(others);
        await this.#submit(this.commitment(definition), { endorsers: peers, committers: peers });
    }

    close(): void {
        if (this.#options.connections === undefined) {
            this.#connections.close();
        }
    }

    #with(others: readonly PeerEndpoint[]): readonly PeerConnection[] {
        return [...new Set([this.peer, ...others.map((endpoint) => this.#connections.peer(endpoint))])];
    }

    async #submit(call: LifecycleCall, { endorsers, committers }: Submission): Promise<void> {
        const { txId, signedProposal } = this.proposal(call);
        const responses = await Promise.all(endorsers.map((one) => this.#endorse(call, one, signedProposal)));
        const [first, ...rest] = responses;
        if (rest.some((other) => first === undefined || Buffer.compare(payloadOf(first), payloadOf(other)) !== 0)) {
            throw new DeployError(
                'ENDORSEMENTS_DIFFER',
                `${call.action}: the peers do not see the same ledger yet`,
                'Wait until all peers have the latest block, then try again.',
            );
        }
        const envelope = new common.Envelope();
        const payload = assembleTransaction(unpackProposal(signedProposal), responses);
        envelope.setPayload(payload);
        envelope.setSignature(this.#options.admin.sign(payload));

        const expected = await this.#expect(committers, txId);
        try {
            await this.#orderer.broadcast(envelope, this.timeouts.broadcast);
            for (const code of await Promise.all(expected.map(({ validationCode }) => validationCode))) {
                assertValid(call.action, txId, code);
            }
        } finally {
            expected.forEach((one) => {
                one.cancel();
            });
        }
    }

    async #endorse(
        call: LifecycleCall,
        from: PeerConnection,
        proposal: peer.SignedProposal,
    ): Promise<peer.ProposalResponse> {
        const action = `${call.action} on ${from.address}`;
        const response = await from.processProposal(action, proposal, this.timeouts.endorse);
        if (response.getResponse()?.getStatus() !== common.Status.SUCCESS) {
            throw refusal(action, response.getResponse()?.getMessage() ?? 'no response');
        }
        return response;
    }

    async #expect(peers: readonly PeerConnection[], txId: string): Promise<readonly ExpectedCommit[]> {
        const { admin, channelId, clock, random } = this.#options;
        const timeoutMs = this.timeouts.commit;
        const watches = await Promise.all(
            peers.map((connection) =>
                this.#connections.watch({ connection, channelId, signer: admin, clock, random, timeoutMs }),
            ),
        );
        return watches.map((watch) => watch.expect(txId, timeoutMs));
    }
}

function payloadOf(response: peer.ProposalResponse): Uint8Array {
    return response.getPayload_asU8();
}
