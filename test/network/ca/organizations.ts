import { createOrganizationMaterial } from '../../../network/src/ca/material';
import type { Enrolment, OrganizationMaterial, UserSpec } from '../../../network/src/ca/material';
import type { CertificateAuthoritySeams } from '../../../network/src/ca/certificate-authority';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { createSigningIdentity } from '../../../network/src/msp/signing-identity';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';

/** Real keys, a clock that stands at the first of January 2026. */
export const seams: CertificateAuthoritySeams = {
    crypto: nodeCrypto,
    clock: new ManualClock(new Date('2026-01-01T00:00:00Z')),
    random: systemRandom,
};

/** `Org1MSP`, `org1.example.com`, one peer, `Admin` and `User1`. */
export function peerOrganization(
    number: number,
    users: readonly UserSpec[] = [{ name: 'User1' }],
): OrganizationMaterial {
    const id = String(number);
    return createOrganizationMaterial(
        { kind: 'peer', mspId: `Org${id}MSP`, domain: `org${id}.example.com`, nodes: ['peer0'], users },
        seams,
    );
}

export function ordererOrganization(): OrganizationMaterial {
    return createOrganizationMaterial(
        { kind: 'orderer', mspId: 'OrdererMSP', domain: 'example.com', nodes: ['orderer'], users: [] },
        seams,
    );
}

/** By the part of the name before `@` or the first dot. */
export function enrolment(organization: OrganizationMaterial, shortName: string): Enrolment {
    const found = [...organization.nodes, ...organization.users].find(
        ({ name }) => name.split(/[@.]/)[0] === shortName,
    );
    if (found === undefined) {
        throw new Error(`no ${shortName} in ${organization.mspId}`);
    }
    return found;
}

export function signer(organization: OrganizationMaterial, shortName: string): SigningIdentity {
    return createSigningIdentity({
        mspId: organization.mspId,
        ...enrolment(organization, shortName).identity,
        crypto: nodeCrypto,
    });
}
