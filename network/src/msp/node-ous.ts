import type { msp } from '@hyperledger/fabric-protos';
import type { Certificate } from './certificate';
import type { NodeRole } from './identity';

/** The organizational unit that marks a role, and the chain its certificates must come from; empty: any. */
export interface RoleUnit {
    readonly role: NodeRole;
    readonly unit: string;
    readonly certifiersId: Uint8Array;
}

/** An organizational unit of an identity with the SHA-256 of its chain above the identity. */
export interface OrganizationalUnit {
    readonly unit: string;
    readonly certifiersId: Uint8Array;
}

/** What a configuration says about roles. */
export interface NodeOus {
    readonly enforced: boolean;
    readonly units: readonly RoleUnit[];
}

/** @param certifiersIdOf SHA-256 of the chain of a pinned authority (PEM). */
export function parseNodeOus(
    config: msp.FabricNodeOUs | undefined,
    certifiersIdOf: (pem: Uint8Array) => Uint8Array,
): NodeOus {
    const identifiers: readonly (readonly [NodeRole, msp.FabricOUIdentifier | undefined])[] = [
        ['client', config?.getClientOuIdentifier()],
        ['peer', config?.getPeerOuIdentifier()],
        ['admin', config?.getAdminOuIdentifier()],
        ['orderer', config?.getOrdererOuIdentifier()],
    ];
    const units = identifiers.flatMap(([role, identifier]) => {
        if (identifier === undefined) {
            return [];
        }
        const pinned = identifier.getCertificate_asU8();
        const certifiersId = pinned.length === 0 ? new Uint8Array() : certifiersIdOf(pinned);
        return [{ role, unit: identifier.getOrganizationalUnitIdentifier(), certifiersId }];
    });
    return { enforced: (config?.getEnable() ?? false) && units.length > 0, units };
}

/** Undefined when the identity has exactly one role. Fabric: msp/mspimplvalidate.go, validateIdentityOUsV142. */
export function roleProblem(nodeOus: NodeOus, units: readonly OrganizationalUnit[], mspId: string): string | undefined {
    if (!nodeOus.enforced) {
        return undefined;
    }
    const described = `OUs: ${describeUnits(units)}, MSP: [${mspId}]`;
    let roles = 0;
    for (const { unit, certifiersId } of units) {
        const roleUnit = nodeOus.units.findLast((candidate) => candidate.unit === unit);
        if (roleUnit === undefined) {
            continue;
        }
        if (roleUnit.certifiersId.length > 0 && Buffer.compare(roleUnit.certifiersId, certifiersId) !== 0) {
            return `certifiersIdentifier does not match: ${describeUnits(units)}, MSP: [${mspId}]`;
        }
        roles += 1;
    }
    if (roles === 0) {
        return `the identity does not have an OU that resolves to client, peer, orderer, or admin role. ${described}`;
    }
    return roles === 1
        ? undefined
        : `the identity must have a client, a peer, an orderer, or an admin OU role to be valid, not a combination of them. ${described}`;
}

/** The one role that the subject names; undefined for none or several. */
export function roleOf(nodeOus: NodeOus, certificate: Certificate): NodeRole | undefined {
    const roles = nodeOus.units.filter(({ unit }) => certificate.organizationalUnits.includes(unit));
    return nodeOus.enforced && roles.length === 1 ? roles[0]?.role : undefined;
}

/** Go's rendering of the list, with the first eight bytes of each chain's hash. */
export function describeUnits(units: readonly OrganizationalUnit[]): string {
    const described = units.map(
        ({ unit, certifiersId }) =>
            `${unit}(${Buffer.from(certifiersId.subarray(0, 8)).toString('hex').toUpperCase()})`,
    );
    return `[${described.join(' ')}]`;
}

/** Undefined when the identity carries the unit of the role. */
export function missingRole(
    nodeOus: NodeOus,
    units: readonly OrganizationalUnit[],
    role: NodeRole,
    mspId: string,
): string | undefined {
    if (!nodeOus.enforced) {
        return 'NodeOUs not activated. Cannot tell apart identities.';
    }
    const name = role.toUpperCase();
    const roleUnit = nodeOus.units.find((candidate) => candidate.role === role);
    if (roleUnit === undefined) {
        return `cannot test for classification, node ou for type [${name}], not defined, msp: [${mspId}]`;
    }
    return units.some(({ unit }) => unit === roleUnit.unit)
        ? undefined
        : `The identity does not contain OU [${name}], MSP: [${mspId}]`;
}

/** Organizational units that every identity must carry one of, by unit, with the allowed chains. */
export function unitProblem(
    required: readonly OrganizationalUnit[],
    units: readonly OrganizationalUnit[],
    mspId: string,
): string | undefined {
    const matches = (unit: OrganizationalUnit): boolean =>
        required.some(
            (candidate) =>
                candidate.unit === unit.unit && Buffer.compare(candidate.certifiersId, unit.certifiersId) === 0,
        );
    if (required.length === 0 || units.some(matches)) {
        return undefined;
    }
    return units.length === 0
        ? 'the identity certificate does not contain an Organizational Unit (OU)'
        : `none of the identity's organizational units ${describeUnits(units)} are in MSP ${mspId}`;
}
