import type { PemIdentity } from '@tabularium/client';
import { CertificateAuthority, nodeCrypto, systemClock, systemRandom } from '@tabularium/network';

/** Of an authority that nobody knows: for stubs, which verify nothing. */
export function ownIdentity(): PemIdentity {
    const seams = { crypto: nodeCrypto, clock: systemClock, random: systemRandom };
    const authority = CertificateAuthority.create({
        ...seams,
        organization: 'org1.example.com',
        commonName: 'ca.org1.example.com',
    });
    const issued = authority.issue({ commonName: 'User1@org1.example.com', organizationalUnit: 'client' });
    return { mspId: 'Org1MSP', certificatePem: issued.certificatePem, privateKeyPem: issued.privateKeyPem };
}
