import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import type { PemIdentity } from '../../../client/src/transport/identity';

const authority = CertificateAuthority.create({
    crypto: nodeCrypto,
    clock: systemClock,
    random: systemRandom,
    organization: 'org1.example.com',
    commonName: 'ca.org1.example.com',
});

/** A client of Org1MSP. */
export function newIdentity(): PemIdentity {
    return {
        mspId: 'Org1MSP',
        ...authority.issue({ commonName: 'User1@org1.example.com', organizationalUnit: 'client' }),
    };
}
