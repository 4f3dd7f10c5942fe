import { msp, type peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Identity } from '../msp/identity';
import type { Msps } from '../msp/msps';
import { unpackProposal, type UnpackedProposal } from '../proto/proposal';
import { errorText } from '../proto/error-text';

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

/** Channel policies by resource; the peer's defaults. Fabric: core/aclmgmt/defaultaclprovider.go. */
const CHANNEL_POLICIES: ReadonlyMap<string, string> = new Map([
    ['peer/Propose', WRITERS],
    ['peer/ChaincodeToChaincode', WRITERS],
    ['_lifecycle/CommitChaincodeDefinition', WRITERS],
    ['_lifecycle/QueryChaincodeDefinition', WRITERS],
    ['_lifecycle/QueryChaincodeDefinitions', WRITERS],
    ['_lifecycle/CheckCommitReadiness', WRITERS],
    ['qscc/GetChainInfo', READERS],
    ['qscc/GetBlockByNumber', READERS],
    ['qscc/GetBlockByHash', READERS],
    ['qscc/GetTransactionByID', READERS],
    ['qscc/GetBlockByTxID', READERS],
    ['cscc/GetConfigBlock', READERS],
    ['cscc/GetChannelConfig', READERS],
]);

const LOCAL_ROLES: ReadonlyMap<string, 'Admins' | 'Members'> = new Map([
    ['_lifecycle/InstallChaincode', 'Admins'],
    ['_lifecycle/QueryInstalledChaincode', 'Admins'],
    ['_lifecycle/QueryInstalledChaincodes', 'Admins'],
    ['_lifecycle/GetInstalledChaincodePackage', 'Admins'],
    ['_lifecycle/ApproveChaincodeDefinitionForMyOrg', 'Admins'],
    ['_lifecycle/QueryApprovedChaincodeDefinition', 'Admins'],
    ['cscc/GetChannels', 'Members'],
]);

/** Checks proposals against the channel's policies or the peer's own MSP. Channels that redefine `ACLs` are refused (channel/). */
export function createAccessControl(options: AccessControlOptions): AccessControl {
    return {
        check(resource, channelId, signedProposal) {
            const role = LOCAL_ROLES.get(resource);
            const approvedDefinitions = resource === '_lifecycle/QueryApprovedChaincodeDefinitions';
            if (role !== undefined || (approvedDefinitions && options.fabric === '3.1')) {
                return checkLocal(role ?? 'Admins', signedProposal, options);
            }
            const path = CHANNEL_POLICIES.get(resource);
            if (path === undefined) {
                return `Unmapped policy for ${resource}`;
            }
            return checkChannel(path, channelId, signedProposal, options);
        },
    };
}

function checkChannel(
    path: string,
    channelId: string,
    signedProposal: peer.SignedProposal,
    options: AccessControlOptions,
): string | undefined {
    if (channelId === '') {
        return 'Invalid channel ID name during check policy on signed data. Name must be different from nil.';
    }
    const config = options.config(channelId);
    if (config === undefined) {
        return `Failed to get policy manager for channel [${channelId}]`;
    }
    const where = `during check policy on channel [${channelId}] with policy [${path}]`;
    let proposal: UnpackedProposal;
    try {
        proposal = unpackProposal(signedProposal);
    } catch (error) {
        return `Failing extracting proposal ${where}: [${errorText(error)}]`;
    }
    const policy = config.policies.policy(path);
    if (policy === undefined) {
        return `Failed evaluating policy on signed data ${where}: [no such policy: '${path}']`;
    }
    const reason = policy.evaluateSignedData([
        { message: proposal.proposalBytes, identity: proposal.creator, signature: proposal.signature },
    ]);
    return reason === undefined ? undefined : `Failed evaluating policy on signed data ${where}: [${reason}]`;
}

function checkLocal(
    policy: 'Admins' | 'Members',
    signedProposal: peer.SignedProposal,
    options: AccessControlOptions,
): string | undefined {
    const where = `during channelless check policy with policy [${policy}]`;
    let proposal: UnpackedProposal;
    try {
        proposal = unpackProposal(signedProposal);
    } catch (error) {
        return `Failing extracting proposal ${where}: [${errorText(error)}]`;
    }
    let creator: Identity;
    try {
        creator = options.localMsps.deserialize(proposal.creator);
    } catch (error) {
        return `Failed deserializing proposal creator ${where}: [${errorText(error)}]`;
    }
    const reason = options.localMsps.mismatch(creator, rolePrincipal(options.mspId, policy));
    if (reason !== undefined) {
        return `Failed verifying that proposal's creator satisfies local MSP principal ${where}: [${reason}]`;
    }
    return creator.verify(proposal.proposalBytes, proposal.signature)
        ? undefined
        : `Failed verifying the creator's signature ${where}`;
}

function rolePrincipal(mspId: string, policy: 'Admins' | 'Members'): msp.MSPPrincipal {
    const { MSPRoleType } = msp.MSPRole;
    const role = new msp.MSPRole();
    role.setMspIdentifier(mspId);
    role.setRole(policy === 'Admins' ? MSPRoleType.ADMIN : MSPRoleType.MEMBER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(role.serializeBinary());
    return principal;
}
