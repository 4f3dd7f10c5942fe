import { msp, type peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Identity } from '../msp/identity';
import type { Msps } from '../msp/msps';
import { unpackProposal, type UnpackedProposal } from '../proto/proposal';

/** Who may use a resource such as `peer/Propose`. */
export interface AccessControl {
    /** Undefined when the proposal's creator may; otherwise Fabric's text. */
    check(resource: string, channelId: string, signedProposal: peer.SignedProposal): string | undefined;
}

export interface AccessControlOptions {
    /** MSP of the peer's own organisation. */
    readonly mspId: string;
    /** Holds the peer's own MSP and no other. */
    readonly localMsps: Msps;
    readonly config: (channelId: string) => ChannelConfig | undefined;
    readonly fabric: '2.5' | '3.1';
}

const WRITERS = '/Channel/Application/Writers';
const READERS = '/Channel/Application/Readers';

/** Resources that a policy of the channel guards. Fabric: core/aclmgmt/defaultaclprovider.go. */
const CHANNEL_POLICIES: Readonly<Record<string, string>> = {
    'peer/Propose': WRITERS,
    'peer/ChaincodeToChaincode': WRITERS,
    '_lifecycle/CommitChaincodeDefinition': WRITERS,
    '_lifecycle/QueryChaincodeDefinition': WRITERS,
    '_lifecycle/QueryChaincodeDefinitions': WRITERS,
    '_lifecycle/CheckCommitReadiness': WRITERS,
    'qscc/GetChainInfo': READERS,
    'qscc/GetBlockByNumber': READERS,
    'qscc/GetBlockByHash': READERS,
    'qscc/GetTransactionByID': READERS,
    'qscc/GetBlockByTxID': READERS,
    'cscc/GetConfigBlock': READERS,
    'cscc/GetChannelConfig': READERS,
};

/** Resources for roles of the peer's own MSP, also in proposals with a channel. */
const LOCAL_ROLES: Readonly<Record<string, 'Admins' | 'Members'>> = {
    '_lifecycle/InstallChaincode': 'Admins',
    '_lifecycle/QueryInstalledChaincode': 'Admins',
    '_lifecycle/QueryInstalledChaincodes': 'Admins',
    '_lifecycle/GetInstalledChaincodePackage': 'Admins',
    '_lifecycle/ApproveChaincodeDefinitionForMyOrg': 'Admins',
    '_lifecycle/QueryApprovedChaincodeDefinition': 'Admins',
    'cscc/GetChannels': 'Members',
};

/** Since Fabric 3. */
const LOCAL_ROLES_3: Readonly<Record<string, 'Admins' | 'Members'>> = {
    ...LOCAL_ROLES,
    '_lifecycle/QueryApprovedChaincodeDefinitions': 'Admins',
};

/** Fabric's defaults. A channel's own `ACLs` are not read. */
export function createAccessControl(options: AccessControlOptions): AccessControl {
    const localRoles = options.fabric === '3.1' ? LOCAL_ROLES_3 : LOCAL_ROLES;
    return {
        check: (resource, channelId, signedProposal) => {
            const role = localRoles[resource];
            if (role !== undefined) {
                return checkLocalRole(options, role, unpackProposal(signedProposal));
            }
            const policy = CHANNEL_POLICIES[resource];
            return policy === undefined
                ? `Unmapped policy for ${resource}`
                : checkChannelPolicy(options.config(channelId), channelId, policy, unpackProposal(signedProposal));
        },
    };
}

function checkChannelPolicy(
    config: ChannelConfig | undefined,
    channelId: string,
    path: string,
    proposal: UnpackedProposal,
): string | undefined {
    if (config === undefined) {
        return `Failed to get policy manager for channel [${channelId}]`;
    }
    const { proposalBytes: message, creator: identity, signature } = proposal;
    const policy = config.policies.policy(path);
    const refusal =
        policy === undefined
            ? `No such policy: '${path.split('/').at(-1) ?? path}'`
            : policy.evaluateSignedData([{ message, identity, signature }]);
    return refusal === undefined
        ? undefined
        : `Failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [${path}]: [${refusal}]`;
}

function checkLocalRole(
    { mspId, localMsps }: AccessControlOptions,
    role: 'Admins' | 'Members',
    proposal: UnpackedProposal,
): string | undefined {
    let creator: Identity;
    try {
        creator = localMsps.deserialize(proposal.creator);
    } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        return `Failed deserializing proposal creator during channelless check policy with policy [${role}]: [${cause}]`;
    }
    const mismatch = localMsps.mismatch(creator, rolePrincipal(mspId, role));
    if (mismatch !== undefined) {
        return `Failed verifying that proposal's creator satisfies local MSP principal during channelless check policy with policy [${role}]: [${mismatch}]`;
    }
    return creator.verify(proposal.proposalBytes, proposal.signature) ? undefined : 'The signature is invalid';
}

function rolePrincipal(mspId: string, name: 'Admins' | 'Members'): msp.MSPPrincipal {
    const role = new msp.MSPRole();
    role.setMspIdentifier(mspId);
    role.setRole(name === 'Admins' ? msp.MSPRole.MSPRoleType.ADMIN : msp.MSPRole.MSPRoleType.MEMBER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(role.serializeBinary());
    return principal;
}
