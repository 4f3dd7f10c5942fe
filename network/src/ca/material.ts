import { join } from 'node:path';
import type { SigningIdentity } from '../msp/identity';
import { createSigningIdentity } from '../msp/signing-identity';
import type { Crypto } from '../seams/crypto';
import type { FileSystem } from '../seams/file-system';
import { CertificateAuthority } from './certificate-authority';
import type { CertificateAuthoritySeams, IssuedCertificate } from './certificate-authority';
import type { Enrolment, OrganizationMaterial, OrganizationSpec } from './organization';

export { createOrganizationMaterial, mspConfig } from './organization';
export type { Enrolment, OrganizationMaterial, OrganizationSpec, UserSpec } from './organization';

/** Private keys are for their owner only. */
const SECRET = { mode: 0o600 } as const;

const ROLES = ['Client', 'Peer', 'Admin', 'Orderer'] as const;

/** `…/peerOrganizations/<domain>` or `…/ordererOrganizations/<domain>`. */
export function organizationDir(root: string, organization: Pick<OrganizationSpec, 'kind' | 'domain'>): string {
    return join(root, `${organization.kind}Organizations`, organization.domain);
}

/**
 * Writes an organisation as test-network with cryptogen has it, below `root` (there: `organizations`). Signing
 * certificates stand under both names that applications look for, `cert.pem` and `<name>-cert.pem`.
 * @returns the organisation's folder.
 */
export async function writeOrganization(root: string, material: OrganizationMaterial, fs: FileSystem): Promise<string> {
    const folder = organizationDir(root, material);
    const nodes = join(folder, `${material.kind}s`);
    await Promise.all([
        writeAuthority(join(folder, 'ca'), `ca.${material.domain}`, material.ca, fs),
        writeAuthority(join(folder, 'tlsca'), `tlsca.${material.domain}`, material.tlsCa, fs),
        writeMsp(join(folder, 'msp'), material, fs),
        ...material.nodes.map((node) => writeEnrolment(join(nodes, node.name), node, 'server', material, fs)),
        ...material.users.map((user) => writeEnrolment(join(folder, 'users', user.name), user, 'client', material, fs)),
    ]);
    return folder;
}

/** Undefined where there is none. @throws Error when files are missing, e.g. the authority's key. */
export async function readOrganization(
    root: string,
    organization: Pick<OrganizationSpec, 'kind' | 'mspId' | 'domain'>,
    fs: FileSystem,
    seams: CertificateAuthoritySeams,
): Promise<OrganizationMaterial | undefined> {
    const folder = organizationDir(root, organization);
    const { kind, mspId, domain } = organization;
    if ((await fs.list(folder)).length === 0) {
        return undefined;
    }
    const readAll = async (parent: string, tlsName: 'server' | 'client'): Promise<Enrolment[]> => {
        const names = await fs.list(parent);
        const read = names.map(async (name) => {
            // Tools may put further users here, who sign but never serve: without a TLS certificate they are theirs.
            const isOurs = tlsName === 'server' || (await fs.list(join(parent, name, 'tls'))).length > 0;
            return isOurs ? [await readEnrolment(join(parent, name), name, tlsName, fs)] : [];
        });
        return (await Promise.all(read)).flat();
    };
    const [ca, tlsCa, nodes, users] = await Promise.all([
        readAuthority(join(folder, 'ca'), `ca.${domain}`, fs, seams),
        readAuthority(join(folder, 'tlsca'), `tlsca.${domain}`, fs, seams),
        readAll(join(folder, `${kind}s`), 'server'),
        readAll(join(folder, 'users'), 'client'),
    ]);
    return { kind, mspId, domain, ca, tlsCa, nodes, users };
}

/**
 * The identity in an MSP folder of any tool: the first file of `signcerts` with the first of `keystore`.
 * @param mspDir e.g. `…/users/User1@org1.example.com/msp`.
 */
export async function loadSigningIdentity(
    mspDir: string,
    mspId: string,
    fs: FileSystem,
    crypto: Crypto,
): Promise<SigningIdentity> {
    const [certificatePem, privateKeyPem] = await Promise.all([
        readFirst(join(mspDir, 'signcerts'), fs),
        readFirst(join(mspDir, 'keystore'), fs),
    ]);
    return createSigningIdentity({ mspId, certificatePem, privateKeyPem, crypto });
}

async function writeAuthority(
    folder: string,
    name: string,
    authority: IssuedCertificate,
    fs: FileSystem,
): Promise<void> {
    await fs.writeFile(join(folder, `${name}-cert.pem`), authority.certificatePem);
    await fs.writeFile(join(folder, 'priv_sk'), authority.privateKeyPem, SECRET);
}

/** What every MSP folder holds: whom it trusts and how it tells roles apart. */
async function writeMsp(
    folder: string,
    { domain, ca, tlsCa }: Pick<OrganizationMaterial, 'domain' | 'ca' | 'tlsCa'>,
    fs: FileSystem,
): Promise<void> {
    await Promise.all([
        fs.writeFile(join(folder, 'cacerts', `ca.${domain}-cert.pem`), ca.certificatePem),
        fs.writeFile(join(folder, 'tlscacerts', `tlsca.${domain}-cert.pem`), tlsCa.certificatePem),
        fs.writeFile(join(folder, 'config.yaml'), nodeOusYaml(`cacerts/ca.${domain}-cert.pem`)),
    ]);
}

async function writeEnrolment(
    folder: string,
    enrolment: Enrolment,
    tlsName: 'server' | 'client',
    organization: Pick<OrganizationMaterial, 'domain' | 'ca' | 'tlsCa'>,
    fs: FileSystem,
): Promise<void> {
    const { name, identity, tls } = enrolment;
    const mspDir = join(folder, 'msp');
    const tlsDir = join(folder, 'tls');
    await Promise.all([
        writeMsp(mspDir, organization, fs),
        fs.writeFile(join(mspDir, 'keystore', 'priv_sk'), identity.privateKeyPem, SECRET),
        fs.writeFile(join(mspDir, 'signcerts', `${name}-cert.pem`), identity.certificatePem),
        fs.writeFile(join(mspDir, 'signcerts', 'cert.pem'), identity.certificatePem),
        fs.writeFile(join(tlsDir, 'ca.crt'), organization.tlsCa.certificatePem),
        fs.writeFile(join(tlsDir, `${tlsName}.crt`), tls.certificatePem),
        fs.writeFile(join(tlsDir, `${tlsName}.key`), tls.privateKeyPem, SECRET),
    ]);
}

async function readEnrolment(
    folder: string,
    name: string,
    tlsName: 'server' | 'client',
    fs: FileSystem,
): Promise<Enrolment> {
    const [certificatePem, privateKeyPem, tlsCertificatePem, tlsPrivateKeyPem] = await Promise.all([
        readFirst(join(folder, 'msp', 'signcerts'), fs),
        readFirst(join(folder, 'msp', 'keystore'), fs),
        readText(join(folder, 'tls', `${tlsName}.crt`), fs),
        readText(join(folder, 'tls', `${tlsName}.key`), fs),
    ]);
    return {
        name,
        identity: { certificatePem, privateKeyPem },
        tls: { certificatePem: tlsCertificatePem, privateKeyPem: tlsPrivateKeyPem },
    };
}

async function readAuthority(
    folder: string,
    name: string,
    fs: FileSystem,
    seams: CertificateAuthoritySeams,
): Promise<CertificateAuthority> {
    const [certificatePem, privateKeyPem] = await Promise.all([
        readText(join(folder, `${name}-cert.pem`), fs),
        readText(join(folder, 'priv_sk'), fs),
    ]);
    return CertificateAuthority.load({ ...seams, certificatePem, privateKeyPem });
}

async function readFirst(folder: string, fs: FileSystem): Promise<string> {
    const [first] = await fs.list(folder);
    if (first === undefined) {
        throw new Error(`no file in ${folder}`);
    }
    return await readText(join(folder, first), fs);
}

async function readText(path: string, fs: FileSystem): Promise<string> {
    const content = await fs.readFile(path);
    if (content === undefined) {
        throw new Error(`missing file ${path}`);
    }
    return Buffer.from(content).toString('utf8');
}

function nodeOusYaml(certificate: string): string {
    const identifiers = ROLES.map(
        (role) =>
            `  ${role}OUIdentifier:\n    Certificate: ${certificate}\n    OrganizationalUnitIdentifier: ${role.toLowerCase()}\n`,
    );
    return `NodeOUs:\n  Enable: true\n${identifiers.join('')}`;
}
