/**
 * Puts the registers on a network: who the officers are, what they found the directory with, which processes run the
 * chaincode, how it is deployed. Knows networks only by their backend, and registers only by their definitions.
 */
import { principalOf } from '@tabularium/chaincode/principal';
import {
    CertificateAuthority,
    nodeCrypto,
    nodeFileSystem,
    systemClock,
    systemRandom,
    type OrganizationHandle,
} from '@tabularium/network';
import path from 'node:path';
import { UsageError } from '../text/usage-error';
import type { AgencyData } from '../story/story-data';

export interface OfficerIdentity {
    readonly officerId: string;
    readonly agencyId: string;
    readonly mspId: string;
    readonly certificatePem: string;
    readonly privateKeyPem: string;
    /** How the directory knows the officer. */
    readonly principal: { readonly mspId: string; readonly subjectHash: string };
}

export type OrganizationOf = (agencyId: string) => OrganizationHandle;

const seams = { crypto: nodeCrypto, clock: systemClock, random: systemRandom };

/** The officers' certificates from their organisations' folders; those that are missing are issued and written there. */
export async function openOfficers(
    agencies: readonly AgencyData[],
    organizationOf: OrganizationOf,
): Promise<ReadonlyMap<string, OfficerIdentity>> {
    const opened = await Promise.all(agencies.map((agency) => openAgency(agency, organizationOf(agency.agencyId))));
    return new Map(opened.flat().map((officer) => [officer.officerId, officer]));
}

async function openAgency(
    { agencyId, officers }: AgencyData,
    organization: OrganizationHandle,
): Promise<readonly OfficerIdentity[]> {
    let authority: Promise<CertificateAuthority> | undefined;
    return Promise.all(
        officers.map(async ({ officerId }) => {
            const msp = mspFolder(organization, officerId);
            const known = await read(msp);
            if (known !== undefined) {
                return identity(agencyId, organization.mspId, officerId, known);
            }
            authority ??= openAuthority(organization, officerId);
            const issued = issue(await authority, organization, officerId);
            await Promise.all([
                nodeFileSystem.writeFile(path.join(msp, 'keystore', 'priv_sk'), issued.privateKeyPem, { mode: 0o600 }),
                nodeFileSystem.writeFile(path.join(msp, 'signcerts', 'cert.pem'), issued.certificatePem),
            ]);
            return identity(agencyId, organization.mspId, officerId, issued);
        }),
    );
}

/** Another certificate with another key for the same subject, as re-enrolment gives it. Nothing is written. */
export async function renewCertificate(
    officer: OfficerIdentity,
    organizationOf: OrganizationOf,
): Promise<OfficerIdentity> {
    const { agencyId, mspId, officerId } = officer;
    const organization = organizationOf(agencyId);
    const authority = await openAuthority(organization, officerId);
    return identity(agencyId, mspId, officerId, issue(authority, organization, officerId));
}

/** How the directory will know an officer whose certificate is in the organisation's folder; undefined for none. */
export async function readPrincipal(
    organization: OrganizationHandle,
    officerId: string,
): Promise<OfficerIdentity['principal'] | undefined> {
    const certificate = await readText(path.join(mspFolder(organization, officerId), 'signcerts'), 'cert.pem');
    return certificate === undefined ? undefined : principalOf(organization.mspId, certificate);
}

interface IssuedIdentity {
    readonly certificatePem: string;
    readonly privateKeyPem: string;
}

function identity(agencyId: string, mspId: string, officerId: string, issued: IssuedIdentity): OfficerIdentity {
    const { certificatePem, privateKeyPem } = issued;
    return {
        officerId,
        agencyId,
        mspId,
        certificatePem,
        privateKeyPem,
        principal: principalOf(mspId, certificatePem),
    };
}

function issue(authority: CertificateAuthority, organization: OrganizationHandle, officerId: string): IssuedIdentity {
    return authority.issue({ commonName: `${officerId}@${organization.domain}`, organizationalUnit: 'client' });
}

/** @throws UsageError naming the officer who cannot be enrolled where the organisation keeps its key elsewhere */
async function openAuthority(organization: OrganizationHandle, officerId: string): Promise<CertificateAuthority> {
    const folder = path.join(organization.materialDir, 'ca');
    const names = await nodeFileSystem.list(folder);
    const [certificatePem, privateKeyPem] = await Promise.all([
        readText(
            folder,
            names.find((name) => name.endsWith('-cert.pem')),
        ),
        readText(
            folder,
            names.find((name) => name.endsWith('_sk')),
        ),
    ]);
    if (certificatePem === undefined || privateKeyPem === undefined) {
        throw new UsageError(
            {
                en: `${folder} does not hold the certificate authority of ${organization.mspId}.`,
                zh: `${folder} 中没有 ${organization.mspId} 的证书颁发机构密钥。`,
            },
            {
                en: `Enrol ${officerId} with your own authority and put key and certificate into ${mspFolder(organization, officerId)}.`,
                zh: `请用本机构的 CA 为 ${officerId} 签发证书，并放入 ${mspFolder(organization, officerId)}。`,
            },
        );
    }
    return CertificateAuthority.load({ ...seams, certificatePem, privateKeyPem });
}

async function read(msp: string): Promise<IssuedIdentity | undefined> {
    const [certificatePem, privateKeyPem] = await Promise.all([
        readText(path.join(msp, 'signcerts'), 'cert.pem'),
        readText(path.join(msp, 'keystore'), 'priv_sk'),
    ]);
    return certificatePem === undefined || privateKeyPem === undefined ? undefined : { certificatePem, privateKeyPem };
}

async function readText(folder: string, name: string | undefined): Promise<string | undefined> {
    const bytes = name === undefined ? undefined : await nodeFileSystem.readFile(path.join(folder, name));
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

function mspFolder(organization: OrganizationHandle, officerId: string): string {
    return path.join(organization.materialDir, 'users', `${officerId}@${organization.domain}`, 'msp');
}
