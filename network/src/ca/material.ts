import type { msp } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/identity';
import type { Crypto } from '../seams/crypto';
import type { FileSystem } from '../seams/file-system';
import type { CertificateAuthority, CertificateAuthoritySeams, IssuedCertificate } from './certificate-authority';
export interface Enrolment {
    readonly name: string;
    readonly identity: IssuedCertificate;
    readonly tls: IssuedCertificate;
}
export interface OrganizationMaterial {
    readonly kind: 'peer' | 'orderer';
    readonly mspId: string;
    /** e.g. `org1.example.com`. */
    readonly domain: string;
    readonly ca: CertificateAuthority;
    readonly tlsCa: CertificateAuthority;
    /** Peers or orderers, e.g. `peer0.org1.example.com`. */
    readonly nodes: readonly Enrolment[];
    /** e.g. `User1@org1.example.com`, `Admin@org1.example.com`. */
    readonly users: readonly Enrolment[];
}
export interface OrganizationSpec {
    readonly kind: 'peer' | 'orderer';
    readonly mspId: string;
    readonly domain: string;
    /** Short host names, e.g. `peer0`. */
    readonly nodes: readonly string[];
    /** Short names with their role and attributes, e.g. `User1`. `Admin` is always made. */
    readonly users: readonly {
        readonly name: string;
        readonly role?: 'client' | 'admin';
        readonly attributes?: Readonly<Record<string, string>>;
    }[];
}
export declare function createOrganizationMaterial(
    spec: OrganizationSpec,
    seams: CertificateAuthoritySeams,
): OrganizationMaterial;
/** `…/peerOrganizations/<domain>` or `…/ordererOrganizations/<domain>`. */
export declare function organizationDir(
    root: string,
    spec: { readonly kind: 'peer' | 'orderer'; readonly domain: string },
): string;
/** Writes `root/{peer,orderer}Organizations/<domain>` and returns that folder. */
export declare function writeOrganization(
    root: string,
    material: OrganizationMaterial,
    fs: FileSystem,
): Promise<string>;
/** Undefined where there is none. */
export declare function readOrganization(
    root: string,
    spec: Pick<OrganizationSpec, 'kind' | 'mspId' | 'domain'>,
    fs: FileSystem,
    seams: CertificateAuthoritySeams,
): Promise<OrganizationMaterial | undefined>;
/** What the channel configuration says about the organisation. */
export declare function mspConfig(material: Pick<OrganizationMaterial, 'mspId' | 'ca' | 'tlsCa'>): msp.FabricMSPConfig;
export declare function loadSigningIdentity(
    mspDir: string,
    mspId: string,
    fs: FileSystem,
    crypto: Crypto,
): Promise<SigningIdentity>;
