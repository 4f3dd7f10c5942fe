import { X509Certificate } from 'node:crypto';
import type { OrganizationHandle } from '../backend';
import { loadSigningIdentity } from '../ca/material';
import { DeployError } from '../deploy/deploy-error';
import type { SigningIdentity } from '../msp/identity';
import { errorText } from '../proto/error-text';
import type { Crypto } from '../seams/crypto';
import type { FileSystem } from '../seams/file-system';
import { organizationsRoot, readOrganization } from './network-folder';

/** The organisation whose administrator works with a folder, and nobody else's. */
export interface OwnOrganization {
    readonly organization: OrganizationHandle;
    readonly admin: SigningIdentity;
    /** MSP folder of the administrator. */
    readonly mspDir: string;
}

/**
 * Reads a folder in test-network's layout that holds one organisation's material, of others what is public at most.
 * @throws DeployError KEY_MISSING; KEY_OF_OTHER_ORGANIZATION where key, certificate and organisation do not belong
 * together or several organisations' keys lie here; MATERIAL_MISSING.
 */
export async function readOwnOrganization(dir: string, files: FileSystem, crypto: Crypto): Promise<OwnOrganization> {
    const folder = `${await organizationsRoot(dir, files)}/peerOrganizations`;
    const domains = await files.list(folder);
    const mspDirOf = (domain: string): string => `${folder}/${domain}/users/Admin@${domain}/msp`;
    const withKeys = await Promise.all(
        domains.map(async (domain) => (await files.list(`${mspDirOf(domain)}/keystore`)).length > 0),
    );
    const [domain, ...others] = domains.filter((_, index) => withKeys[index] === true);
    if (domain === undefined) {
        throw new DeployError(
            'KEY_MISSING',
            `${folder} holds no administrator's key: none of ${domains.join(', ') || 'no organisations'} has users/Admin@…/msp/keystore`,
            "Put your own organisation's folder there, with its administrator's certificate and key.",
        );
    }
    if (others.length > 0) {
        throw new DeployError(
            'KEY_OF_OTHER_ORGANIZATION',
            `${folder} holds the administrators' keys of ${[domain, ...others].join(', ')}`,
            'Keep only your own here: whoever holds two organisations’ keys can approve for both.',
        );
    }
    const materialDir = `${folder}/${domain}`;
    const organization = await readOrganization(materialDir, domain, files);
    const mspDir = mspDirOf(domain);
    const admin = await ownIdentity(mspDir, organization, files, crypto);
    return { organization, admin, mspDir };
}

async function ownIdentity(
    mspDir: string,
    { mspId, materialDir }: OrganizationHandle,
    files: FileSystem,
    crypto: Crypto,
): Promise<SigningIdentity> {
    const [certificate] = await certificates(`${mspDir}/signcerts`, files);
    const authorities = [
        ...(await certificates(`${materialDir}/msp/cacerts`, files)),
        ...(await certificates(`${materialDir}/msp/intermediatecerts`, files)),
    ];
    if (certificate === undefined || !authorities.some((authority) => certificate.verify(authority.publicKey))) {
        throw new DeployError(
            'KEY_OF_OTHER_ORGANIZATION',
            `The certificate in ${mspDir}/signcerts was not issued by an authority in ${materialDir}/msp`,
            `Use a certificate that ${mspId}'s own authority has issued.`,
        );
    }
    try {
        return await loadSigningIdentity(mspDir, mspId, files, crypto);
    } catch (error) {
        throw new DeployError(
            'KEY_OF_OTHER_ORGANIZATION',
            `Key and certificate in ${mspDir} do not belong together: ${errorText(error)}`,
            `Put the administrator's key of ${mspId} into keystore, and nothing else.`,
            { cause: error },
        );
    }
}

async function certificates(folder: string, files: FileSystem): Promise<readonly X509Certificate[]> {
    const names = (await files.list(folder)).filter((name) => /\.(pem|crt|cert)$/.test(name));
    const contents = await Promise.all(names.map((name) => files.readFile(`${folder}/${name}`)));
    return contents.flatMap((content) => (content === undefined ? [] : [new X509Certificate(Buffer.from(content))]));
}
