import { common, peer } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import { createSignedProposal, unpackProposal } from '../proto/proposal';
import { assembleTransaction } from '../proto/transaction';
import type { ExpectedCommit } from './commit-watch';
import { Connections } from './connections';
import { readDefinition, writeDefinition, type ChaincodeDefinition } from './definition';
import { DeployError } from './deploy-error';
import type { OrdererConnection } from './orderer-connection';
import type { PeerConnection } from './peer-connection';
import { refusal } from './refusal';
import type {
    ApprovedDefinition,
    CommittedDefinition,
    InstalledChaincode,
    LifecycleClient,
    LifecycleClientOptions,
    LifecycleTimeouts,
} from './lifecycle';

export type * from './lifecycle';

export function createLifecycleClient(options: LifecycleClientOptions): LifecycleClient {
    return new GrpcLifecycleClient(options);
}

interface Call {
    /** For errors, e.g. `Approving land`. */
    readonly action: string;
    readonly function: string;
    readonly argument: { serializeBinary(): Uint8Array };
    /** Installation is a matter of the peer, everything else of the channel. */
    readonly channelId: string;
}

interface Submission {
    readonly endorsers: readonly PeerConnection[];
    /** On which the transaction must be committed. */
    readonly committers: readonly PeerConnection[];
}

const { lifecycle } = peer;

class GrpcLifecycleClient implements LifecycleClient {
    readonly #options: LifecycleClientOptions;
    readonly #timeouts: LifecycleTimeouts;
    readonly #connections: Connections;
    readonly #peer: PeerConnection;
    readonly #orderer: OrdererConnection;

    constructor(options: LifecycleClientOptions) {
        this.#options = options;
        this.#timeouts = { install: 60_000, endorse: 30_000, broadcast: 30_000, commit: 60_000, ...options.timeouts };
        this.#connections = options.connections ?? new Connections(options.clock);
        this.#peer = this.#connections.peer(options.peer);
        this.#orderer = this.#connections.orderer(options.orderer);
    }

    async install(
        bytes: Uint8Array,
        packageId: string,
    ): Promise<{ readonly packageId: string; readonly alreadyInstalled: boolean }> {
        const argument = new lifecycle.InstallChaincodeArgs();
        argument.setChaincodeInstallPackage(bytes);
        const call = { action: `Installing ${packageId}`, function: 'InstallChaincode', argument, channelId: '' };
        const response = await this.#propose(call, this.#timeouts.install);
        if (response.getStatus() === common.Status.SUCCESS) {
            const result = lifecycle.InstallChaincodeResult.deserializeBinary(response.getPayload_asU8());
            return { packageId: result.getPackageId(), alreadyInstalled: false };
        }
        if (response.getMessage().includes('chaincode already successfully installed')) {
            return { packageId, alreadyInstalled: true };
        }
        throw refusal(`${call.action} on ${this.#peer.address}`, response.getMessage());
    }

    async queryInstalled(): Promise<readonly InstalledChaincode[]> {
        const payload = await this.#query({
            action: 'Listing installed packages',
            function: 'QueryInstalledChaincodes',
            argument: new lifecycle.QueryInstalledChaincodesArgs(),
            channelId: '',
        });
        return lifecycle.QueryInstalledChaincodesResult.deserializeBinary(payload)
            .getInstalledChaincodesList()
            .map((installed) => ({ packageId: installed.getPackageId(), label: installed.getLabel() }));
    }

    async approve(
        definition: ChaincodeDefinition,
        packageId?: string,
        others: readonly PeerEndpoint[] = [],
    ): Promise<boolean> {
        const argument = writeDefinition(new lifecycle.ApproveChaincodeDefinitionForMyOrgArgs(), definition);
        const source = new lifecycle.ChaincodeSource();
        if (packageId === undefined) {
            source.setUnavailable(new lifecycle.ChaincodeSource.Unavailable());
        } else {
            const local = new lifecycle.ChaincodeSource.Local();
            local.setPackageId(packageId);
            source.setLocalPackage(local);
        }
        argument.setSource(source);
        try {
            await this.#submit(
                {
                    action: `Approving ${describe(definition)}`,
                    function: 'ApproveChaincodeDefinitionForMyOrg',
                    argument,
                    channelId: this.#options.channelId,
                },
                { endorsers: [this.#peer], committers: this.#with(others) },
            );
            return true;
        } catch (error) {
            // As core/chaincode/lifecycle/lifecycle.go: the approval that we want is on the ledger already.
            if (error instanceof DeployError && error.message.includes('with unchanged content')) {
                return false;
            }
            throw error;
        }
    }

    async queryApproved(name: string, sequence: number): Promise<ApprovedDefinition | undefined> {
        const argument = new lifecycle.QueryApprovedChaincodeDefinitionArgs();
        argument.setName(name);
        argument.setSequence(sequence);
        const payload = await this.#query(
            {
                action: `Reading the approval of ${name}`,
                function: 'QueryApprovedChaincodeDefinition',
                argument,
                channelId: this.#options.channelId,
            },
            (response) => response.getMessage().includes('could not fetch approved chaincode definition'),
        );
        if (payload === undefined) {
            return undefined;
        }
        const result = lifecycle.QueryApprovedChaincodeDefinitionResult.deserializeBinary(payload);
        return { ...readDefinition(result), packageId: result.getSource()?.getLocalPackage()?.getPackageId() };
    }

    async checkCommitReadiness(definition: ChaincodeDefinition): Promise<ReadonlyMap<string, boolean>> {
        const payload = await this.#query({
            action: `Checking whether ${describe(definition)} can be committed`,
            function: 'CheckCommitReadiness',
            argument: writeDefinition(new lifecycle.CheckCommitReadinessArgs(), definition),
            channelId: this.#options.channelId,
        });
        return toMap(lifecycle.CheckCommitReadinessResult.deserializeBinary(payload).getApprovalsMap());
    }

    async commit(definition: ChaincodeDefinition, others: readonly PeerEndpoint[] = []): Promise<void> {
        const call = {
            action: `Committing ${describe(definition)}`,
            function: 'CommitChaincodeDefinition',
            argument: writeDefinition(new lifecycle.CommitChaincodeDefinitionArgs(), definition),
            channelId: this.#options.channelId,
        };
        const peers = this.#with(others);
        await this.#submit(call, { endorsers: peers, committers: peers });
    }

    async queryCommitted(name: string): Promise<CommittedDefinition | undefined> {
        const argument = new lifecycle.QueryChaincodeDefinitionArgs();
        argument.setName(name);
        const payload = await this.#query(
            {
                action: `Reading the definition of ${name}`,
                function: 'QueryChaincodeDefinition',
                argument,
                channelId: this.#options.channelId,
            },
            (response) => response.getStatus() === common.Status.NOT_FOUND,
        );
        if (payload === undefined) {
            return undefined;
        }
        const result = lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(payload);
        return { ...readDefinition(result), approvals: toMap(result.getApprovalsMap()) };
    }

    close(): void {
        if (this.#options.connections === undefined) {
            this.#connections.close();
        }
    }

    #with(others: readonly PeerEndpoint[]): readonly PeerConnection[] {
        return [...new Set([this.#peer, ...others.map((endpoint) => this.#connections.peer(endpoint))])];
    }

    async #query(call: Call): Promise<Uint8Array>;
    async #query(call: Call, isAbsent: (response: peer.Response) => boolean): Promise<Uint8Array | undefined>;
    async #query(call: Call, isAbsent?: (response: peer.Response) => boolean): Promise<Uint8Array | undefined> {
        const response = await this.#propose(call, this.#timeouts.endorse);
        if (response.getStatus() === common.Status.SUCCESS) {
            return response.getPayload_asU8();
        }
        if (isAbsent?.(response) === true) {
            return undefined;
        }
        throw refusal(`${call.action} on ${this.#peer.address}`, response.getMessage());
    }

    async #propose(call: Call, timeoutMs: number): Promise<peer.Response> {
        const { signedProposal } = this.#proposal(call);
        const action = `${call.action} on ${this.#peer.address}`;
        const response = await this.#peer.processProposal(action, signedProposal, timeoutMs);
        return response.getResponse() ?? new peer.Response();
    }

    #proposal(call: Call): ReturnType<typeof createSignedProposal> {
        const { admin, clock, random } = this.#options;
        return createSignedProposal({
            channelId: call.channelId,
            chaincodeName: '_lifecycle',
            args: [call.function, call.argument.serializeBinary()],
            signer: admin,
            clock,
            random,
        });
    }

    async #submit(call: Call, { endorsers, committers }: Submission): Promise<void> {
        const { txId, signedProposal } = this.#proposal(call);
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
            await this.#orderer.broadcast(envelope, this.#timeouts.broadcast);
            const codes = await Promise.all(expected.map(({ validationCode }) => validationCode));
            const invalid = codes.find((code) => code !== peer.TxValidationCode.VALID);
            if (invalid !== undefined) {
                throw invalidTransaction(call.action, txId, invalid);
            }
        } finally {
            expected.forEach((one) => {
                one.cancel();
            });
        }
    }

    async #endorse(call: Call, from: PeerConnection, proposal: peer.SignedProposal): Promise<peer.ProposalResponse> {
        const action = `${call.action} on ${from.address}`;
        const response = await from.processProposal(action, proposal, this.#timeouts.endorse);
        if (response.getResponse()?.getStatus() !== common.Status.SUCCESS) {
            throw refusal(action, response.getResponse()?.getMessage() ?? 'no response');
        }
        return response;
    }

    async #expect(peers: readonly PeerConnection[], txId: string): Promise<readonly ExpectedCommit[]> {
        const { admin, channelId, clock, random } = this.#options;
        const timeoutMs = this.#timeouts.commit;
        const watches = await Promise.all(
            peers.map((connection) =>
                this.#connections.watch({ connection, channelId, signer: admin, clock, random, timeoutMs }),
            ),
        );
        return watches.map((watch) => watch.expect(txId, timeoutMs));
    }
}

function describe(definition: ChaincodeDefinition): string {
    return `${definition.name} (version ${definition.version}, sequence ${String(definition.sequence)})`;
}

function payloadOf(response: peer.ProposalResponse): Uint8Array {
    return response.getPayload_asU8();
}

function toMap(approvals: { forEach(visit: (approved: boolean, mspId: string) => void): void }): Map<string, boolean> {
    const map = new Map<string, boolean>();
    approvals.forEach((approved, mspId) => map.set(mspId, approved));
    return map;
}

function invalidTransaction(action: string, txId: string, code: number): DeployError {
    const name = Object.entries(peer.TxValidationCode).find(([, value]) => value === code)?.[0] ?? String(code);
    return new DeployError(
        'TRANSACTION_INVALID',
        `${action}: transaction ${txId} was invalidated with ${name}`,
        name === 'ENDORSEMENT_POLICY_FAILURE'
            ? "More organisations must endorse: the channel's LifecycleEndorsement policy asks for a majority by default."
            : 'Query the committed definition, then try again.',
    );
}
