import { common, peer } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/identity';
import { createSignedProposal } from '../proto/proposal';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { readDefinition, writeDefinition, type ChaincodeDefinition } from './definition';
import { DeployError } from './deploy-error';
import type {
    ApprovedDefinition,
    CommittedDefinition,
    InstalledChaincode,
    LifecycleQueries,
    LifecycleTimeouts,
} from './lifecycle';
import type { PeerConnection } from './peer-connection';
import { refusal } from './refusal';

/** One function of `_lifecycle` with its argument. */
export interface LifecycleCall {
    /** For errors, e.g. `Approving land`. */
    readonly action: string;
    readonly function: string;
    readonly argument: { serializeBinary(): Uint8Array };
    /** Installation is a matter of the peer, everything else of the channel. */
    readonly channelId: string;
}

export interface PeerLifecycleOptions {
    readonly peer: PeerConnection;
    readonly admin: SigningIdentity;
    readonly channelId: string;
    readonly clock: Clock;
    readonly random: Random;
    readonly timeouts?: Partial<LifecycleTimeouts>;
}

type SignedProposal = ReturnType<typeof createSignedProposal>;

const { lifecycle } = peer;

/** What one peer answers by itself, and the calls that become transactions. */
export class PeerLifecycle implements LifecycleQueries {
    readonly peer: PeerConnection;
    readonly timeouts: LifecycleTimeouts;
    readonly #options: PeerLifecycleOptions;

    constructor(options: PeerLifecycleOptions) {
        this.#options = options;
        this.peer = options.peer;
        this.timeouts = { install: 60_000, endorse: 30_000, broadcast: 30_000, commit: 60_000, ...options.timeouts };
    }

    async install(
        bytes: Uint8Array,
        packageId: string,
    ): Promise<{ readonly packageId: string; readonly alreadyInstalled: boolean }> {
        const argument = new lifecycle.InstallChaincodeArgs();
        argument.setChaincodeInstallPackage(bytes);
        const call = { action: `Installing ${packageId}`, function: 'InstallChaincode', argument, channelId: '' };
        const response = await this.#propose(call, this.timeouts.install);
        if (response.getStatus() === common.Status.SUCCESS) {
            const result = lifecycle.InstallChaincodeResult.deserializeBinary(response.getPayload_asU8());
            return { packageId: result.getPackageId(), alreadyInstalled: false };
        }
        if (response.getMessage().includes('chaincode already successfully installed')) {
            return { packageId, alreadyInstalled: true };
        }
        throw refusal(`${call.action} on ${this.peer.address}`, response.getMessage());
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

    approval(definition: ChaincodeDefinition, packageId?: string): LifecycleCall {
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
        return {
            action: `Approving ${describe(definition)}`,
            function: 'ApproveChaincodeDefinitionForMyOrg',
            argument,
            channelId: this.#options.channelId,
        };
    }

    commitment(definition: ChaincodeDefinition): LifecycleCall {
        return {
            action: `Committing ${describe(definition)}`,
            function: 'CommitChaincodeDefinition',
            argument: writeDefinition(new lifecycle.CommitChaincodeDefinitionArgs(), definition),
            channelId: this.#options.channelId,
        };
    }

    proposal({ channelId, function: name, argument }: LifecycleCall): SignedProposal {
        return this.#signed(channelId, '_lifecycle', [name, argument.serializeBinary()]);
    }

    /** The channel's present configuration. */
    async channelConfig(): Promise<common.Config> {
        const { channelId } = this.#options;
        const action = `Reading the configuration of ${channelId} on ${this.peer.address}`;
        const { signedProposal } = this.#signed(channelId, 'cscc', ['GetChannelConfig', channelId]);
        const response = await this.peer.processProposal(action, signedProposal, this.timeouts.endorse);
        if (response.getResponse()?.getStatus() !== common.Status.SUCCESS) {
            throw refusal(action, response.getResponse()?.getMessage() ?? 'no response');
        }
        return common.Config.deserializeBinary(response.getResponse()?.getPayload_asU8() ?? new Uint8Array());
    }

    #signed(channelId: string, chaincodeName: string, args: readonly (Uint8Array | string)[]): SignedProposal {
        const { admin, clock, random } = this.#options;
        return createSignedProposal({ channelId, chaincodeName, args, signer: admin, clock, random });
    }

    async #query(call: LifecycleCall): Promise<Uint8Array>;
    async #query(call: LifecycleCall, isAbsent: (response: peer.Response) => boolean): Promise<Uint8Array | undefined>;
    async #query(
        call: LifecycleCall,
        isAbsent?: (response: peer.Response) => boolean,
    ): Promise<Uint8Array | undefined> {
        const response = await this.#propose(call, this.timeouts.endorse);
        if (response.getStatus() === common.Status.SUCCESS) {
            return response.getPayload_asU8();
        }
        if (isAbsent?.(response) === true) {
            return undefined;
        }
        throw refusal(`${call.action} on ${this.peer.address}`, response.getMessage());
    }

    async #propose(call: LifecycleCall, timeoutMs: number): Promise<peer.Response> {
        const { signedProposal } = this.proposal(call);
        const action = `${call.action} on ${this.peer.address}`;
        const response = await this.peer.processProposal(action, signedProposal, timeoutMs);
        return response.getResponse() ?? new peer.Response();
    }
}

/**
 * True when the transaction is committed, false when it was refused because exactly this approval is on the ledger
 * already. Fabric: core/chaincode/lifecycle/lifecycle.go.
 */
export async function unlessUnchanged(approving: Promise<void>): Promise<boolean> {
    try {
        await approving;
        return true;
    } catch (error) {
        if (error instanceof DeployError && error.message.includes('with unchanged content')) {
            return false;
        }
        throw error;
    }
}

function describe(definition: ChaincodeDefinition): string {
    return `${definition.name} (version ${definition.version}, sequence ${String(definition.sequence)})`;
}

function toMap(approvals: { forEach(visit: (approved: boolean, mspId: string) => void): void }): Map<string, boolean> {
    const map = new Map<string, boolean>();
    approvals.forEach((approved, mspId) => map.set(mspId, approved));
    return map;
}

/** What became of an ordered transaction. @throws DeployError TRANSACTION_INVALID unless it is VALID. */
export function assertValid(action: string, txId: string, code: number): void {
    if (code === peer.TxValidationCode.VALID) {
        return;
    }
    const name = Object.entries(peer.TxValidationCode).find(([, value]) => value === code)?.[0] ?? String(code);
    throw new DeployError(
        'TRANSACTION_INVALID',
        `${action}: transaction ${txId} was invalidated with ${name}`,
        name === 'ENDORSEMENT_POLICY_FAILURE'
            ? "More organisations must endorse: the channel's LifecycleEndorsement policy asks for a majority by default."
            : 'Query the committed definition, then try again.',
    );
}
