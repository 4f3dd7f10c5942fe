import { directoryApi } from '@tabularium/chaincode/api';
import type { RegisterDeployment } from '@tabularium/chaincode/deployments';
import {
    type AgencyDeployer,
    type ChaincodeStanding,
    changedParts,
    type DefinitionPart,
    type OpenedPackage,
    sameDefinition,
    servedPackage,
    type StoredDefinition,
    systemClock,
} from '@tabularium/network';
import { common, peer } from '@hyperledger/fabric-protos';
import { type AgencyFolder, clientOf, readPackage, termsOf } from '../../registers/agency-folder';
import { isFounded } from '../../registers/found-directory';
import { type OwnChaincode, slotOf } from '../../registers/own-chaincode';
import { packageLabel } from '../../registers/register-package';
import { policyText } from '../policy-text';

/** What the own administrator can do next; `wait`: others must approve first. */
export type Todo = 'package' | 'approve' | 'wait' | 'commit' | 'serve' | 'found';

/** What the channel has. */
export interface CommittedTerms {
    readonly sequence: number;
    readonly version: string;
    readonly policy: string;
    readonly collections: readonly string[];
}

/** Where one register stands, seen from one agency. */
export interface RegisterStatus {
    readonly register: string;
    /** Undefined for a register that the channel does not have. */
    readonly committed: CommittedTerms | undefined;
    /** What this version of the software would commit, and at which sequence. */
    readonly wanted: { readonly sequence: number; readonly version: string; readonly policy: string };
    /** What of the committed definition is out of date. */
    readonly outdated: readonly DefinitionPart[];
    /** By MSP id: who has approved what is wanted. */
    readonly approvals: Readonly<Record<string, boolean>>;
    /** Of how many, e.g. `3 of 4`. */
    readonly needed: string;
    readonly packageId: string | undefined;
    readonly installed: boolean;
    /** Undefined where the peer runs the chaincode itself, or only peers may ask the server. */
    readonly served: boolean | undefined;
    readonly todo: readonly Todo[];
}

export interface StatusSources {
    readonly agency: AgencyFolder;
    readonly chaincode: OwnChaincode;
    readonly deployer: AgencyDeployer;
}

const serverTimeoutMs = 3_000;

export async function registerStatus(
    { agency, chaincode, deployer }: StatusSources,
    deployment: RegisterDeployment,
): Promise<RegisterStatus> {
    const { register } = deployment;
    const [standing, file] = await Promise.all([
        deployer.standing(termsOf(agency, deployment)),
        readPackage(agency.folder, register),
    ]);
    const { definition, approvals, rule } = standing;
    // One that another version of the software has made is none.
    const pack = file?.label === packageLabel(register, agency.version) ? file : undefined;
    const packageId = pack?.packageId ?? standing.approved?.packageId;
    const installed = packageId !== undefined && standing.installed.includes(packageId);
    const asked = pack && serving(chaincode, register, pack);
    const served = asked && (await asked) === packageId;
    const isUnfounded = standing.committed !== undefined && (await unfounded(agency, register));
    return {
        register,
        committed: standing.committed && committedTerms(standing.committed),
        wanted: { sequence: definition.sequence, version: definition.version, policy: definition.policy },
        outdated: standing.committed === undefined ? [] : changedParts(definition, standing.committed),
        approvals: Object.fromEntries([...approvals].sort(([left], [right]) => (left < right ? -1 : 1))),
        needed: rule.text,
        packageId,
        installed,
        served,
        todo: [
            ...organizationTodo(standing, packageId, installed),
            ...channelTodo(standing),
            ...(served === false ? (['serve'] as const) : []),
            ...(isUnfounded ? (['found'] as const) : []),
        ],
    };
}

function organizationTodo(
    { approved, definition }: ChaincodeStanding,
    packageId: string | undefined,
    installed: boolean,
): readonly Todo[] {
    if (packageId === undefined) {
        return ['package'];
    }
    const isApproved =
        approved !== undefined && sameDefinition(definition, approved) && approved.packageId === packageId;
    return installed && isApproved ? [] : ['approve'];
}

function channelTodo({ isCommitted, approvals, rule }: ChaincodeStanding): readonly Todo[] {
    const agreed = [...approvals].flatMap(([mspId, approves]) => (approves ? [mspId] : []));
    return isCommitted ? [] : [rule.isMetBy(agreed) ? 'commit' : 'wait'];
}

/** Undefined where the peer runs the chaincode, or nobody but the peer may ask. */
function serving(
    chaincode: OwnChaincode,
    register: string,
    pack: OpenedPackage,
): Promise<string | undefined> | undefined {
    const { tls } = chaincode;
    const slot = slotOf(register, pack, chaincode);
    const sides = pack.server?.tls ?? 'off';
    if (slot === undefined || sides === 'mutual' || (sides === 'server' && tls === undefined)) {
        return undefined;
    }
    return servedPackage({
        address: chaincode.addressOf(register, slot),
        timeoutMs: serverTimeoutMs,
        clock: systemClock,
        ...(sides === 'server' && tls !== undefined && { rootCertPem: tls.rootPem }),
    });
}

/** Only the directory is founded; what does not answer is not called unfounded. */
async function unfounded(agency: AgencyFolder, register: string): Promise<boolean> {
    if (register !== directoryApi.name || agency.founding === undefined) {
        return false;
    }
    const client = clientOf(agency);
    try {
        return (await isFounded(client, agency.founding)) === false;
    } finally {
        client.close();
    }
}

function committedTerms({ sequence, version, validationParameter, collections }: StoredDefinition): CommittedTerms {
    const policy = peer.ApplicationPolicy.deserializeBinary(validationParameter);
    const configs = peer.CollectionConfigPackage.deserializeBinary(collections).getConfigList();
    const reference = policy.getChannelConfigPolicyReference();
    return {
        sequence,
        version,
        policy:
            reference === ''
                ? policyText(policy.getSignaturePolicy() ?? new common.SignaturePolicyEnvelope()).text
                : reference,
        collections: configs.flatMap((config) => config.getStaticCollectionConfig()?.getName() ?? []),
    };
}
