import { msp } from '@hyperledger/fabric-protos';
import { decode } from '../proto/decode';
import { bytesEqual } from '../proto/hash';
import type { Certificate } from './certificate';
import type { NodeRole } from './identity';
import type { Msp, MspIdentity } from './local-msp';
import { errorText } from '../proto/error-text';

const { Classification } = msp.MSPPrincipal;
const Role = msp.MSPRole.MSPRoleType;

const ROLES: Readonly<Record<number, NodeRole | undefined>> = {
    [Role.CLIENT]: 'client',
    [Role.PEER]: 'peer',
    [Role.ORDERER]: 'orderer',
};

/**
 * Undefined when the identity satisfies the principal; otherwise Fabric's text.
 * Fabric: msp/mspimpl.go, SatisfiesPrincipal with its version-dependent parts.
 */
export function principalMismatch(identity: MspIdentity, principal: msp.MSPPrincipal): string | undefined {
    try {
        return mismatch(identity, principal);
    } catch (error) {
        return errorText(error);
    }
}

function mismatch(identity: MspIdentity, principal: msp.MSPPrincipal): string | undefined {
    const classification = principal.getPrincipalClassification();
    const content = principal.getPrincipal_asU8();
    switch (classification) {
        case Classification.ROLE:
            return roleMismatch(identity, content);
        case Classification.ORGANIZATION_UNIT:
            return unitMismatch(identity, content);
        case Classification.IDENTITY:
            return identityMismatch(identity, content);
        case Classification.ANONYMITY:
            return anonymityMismatch(content);
        case Classification.COMBINED: {
            const parts = principalPart(msp.CombinedPrincipal, content, 'CombinedPrincipal').getPrincipalsList();
            if (parts.length === 0) {
                return 'No principals in CombinedPrincipal';
            }
            return firstProblem(parts.map((part) => () => mismatch(identity, part)));
        }
        default:
            return `invalid principal type ${String(classification)}`;
    }
}

function roleMismatch({ msp: owner, parsed, mspId }: MspIdentity, content: Uint8Array): string | undefined {
    const principal = principalPart(msp.MSPRole, content, 'MSPRole');
    const foreign = foreignMsp(owner, principal.getMspIdentifier(), mspId);
    if (foreign !== undefined) {
        return foreign;
    }
    const type: number = principal.getRole();
    if (type === Role.MEMBER) {
        return owner.invalidity(parsed);
    }
    if (type === Role.ADMIN) {
        return adminMismatch(owner, parsed);
    }
    const role = ROLES[type];
    // Orderers can be told apart only where roles are enforced.
    if (role === undefined || (role === 'orderer' && !owner.enforcesRoles)) {
        return `invalid MSP role type ${String(type)}`;
    }
    return validWithRole(owner, parsed, role, `[${role.toUpperCase()}]`);
}

function adminMismatch(owner: Msp, certificate: Certificate): string | undefined {
    if (owner.isListedAdmin(certificate)) {
        return undefined;
    }
    return owner.enforcesRoles
        ? validWithRole(owner, certificate, 'admin', undefined)
        : 'This identity is not an admin';
}

function validWithRole(
    owner: Msp,
    certificate: Certificate,
    role: NodeRole,
    name: string | undefined,
): string | undefined {
    const invalidity = owner.invalidity(certificate);
    if (invalidity !== undefined) {
        return `The identity is not valid under this MSP [${owner.id}]: ${invalidity}`;
    }
    const missing = owner.missingRole(certificate, role);
    const described = name === undefined ? 'an admin' : `a ${name}`;
    return missing === undefined
        ? undefined
        : `The identity is not ${described} under this MSP [${owner.id}]: ${missing}`;
}

function unitMismatch({ msp: owner, parsed, mspId }: MspIdentity, content: Uint8Array): string | undefined {
    const principal = principalPart(msp.OrganizationUnit, content, 'OrganizationUnit');
    return firstProblem([
        () => foreignMsp(owner, principal.getMspIdentifier(), mspId),
        () => owner.invalidity(parsed),
        () =>
            owner
                .organizationalUnits(parsed)
                .some(
                    ({ unit, certifiersId }) =>
                        unit === principal.getOrganizationalUnitIdentifier() &&
                        bytesEqual(certifiersId, principal.getCertifiersIdentifier_asU8()),
                )
                ? undefined
                : 'The identities do not match',
    ]);
}

function identityMismatch({ msp: owner, parsed }: MspIdentity, content: Uint8Array): string | undefined {
    const invalid = (reason: string): Error => new Error(`invalid identity principal, not a certificate: ${reason}`);
    const serialized = decode(msp.SerializedIdentity, content, 'SerializedIdentity', invalid);
    if (serialized.getMspid() !== owner.id) {
        throw invalid(`expected MSP ID ${owner.id}, received ${serialized.getMspid()}`);
    }
    let wanted: MspIdentity;
    try {
        wanted = owner.identity(serialized.getIdBytes_asU8(), content);
    } catch (error) {
        throw invalid(errorText(error));
    }
    return bytesEqual(wanted.parsed.raw, parsed.raw) ? owner.invalidity(wanted.parsed) : 'The identities do not match';
}

function anonymityMismatch(content: Uint8Array): string | undefined {
    const type: number = principalPart(msp.MSPIdentityAnonymity, content, 'MSPIdentityAnonymity').getAnonymityType();
    const { MSPIdentityAnonymityType: Anonymity } = msp.MSPIdentityAnonymity;
    if (type === Anonymity.ANONYMOUS) {
        return 'Principal is anonymous, but X.509 MSP does not support anonymous identities';
    }
    return type === Anonymity.NOMINAL ? undefined : `Unknown principal anonymity type: ${String(type)}`;
}

function foreignMsp(owner: Msp, wanted: string, mspId: string): string | undefined {
    return wanted === owner.id
        ? undefined
        : `the identity is a member of a different MSP (expected ${wanted}, got ${mspId})`;
}

function firstProblem(checks: readonly (() => string | undefined)[]): string | undefined {
    for (const check of checks) {
        const problem = check();
        if (problem !== undefined) {
            return problem;
        }
    }
    return undefined;
}

function principalPart<T>(type: { deserializeBinary(bytes: Uint8Array): T }, content: Uint8Array, name: string): T {
    return decode(type, content, name, () => new Error(`could not unmarshal ${name} from principal`));
}
