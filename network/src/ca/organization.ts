import { msp } from '@hyperledger/fabric-protos';
import { CertificateAuthority } from './certificate-authority';
import type { CertificateAuthoritySeams, IssuedCertificate } from './certificate-authority';

/** A node or user with its certificate for signing and the one for TLS. */
export interface Enrolment {
    /** Full name, e.g. `peer0.org1.example.com` or `User1@org1.example.com`. */
    readonly name: string;
    readonly identity: IssuedCertificate;
    readonly tls: IssuedCertificate;
}

/** Everything that cryptogen would make for one organisation. */
export interface OrganizationMaterial {
    readonly kind: 'peer' | 'orderer';
    readonly mspId: string;
    /** e.g. `org1.example.com`. */
    readonly domain: string;
    readonly ca: CertificateAuthority;
    readonly tlsCa: CertificateAuthority;
    /** Peers or orderers. */
    readonly nodes: readonly Enrolment[];
    readonly users: readonly Enrolment[];
}

export interface UserSpec {
    /** Short, e.g. `User1`. */
    readonly name: string;
    /** Default `client`. */
    readonly role?: 'client' | 'admin';
    readonly attributes?: Readonly<Record<string, string>>;
}

export interface OrganizationSpec {
    readonly kind: 'peer' | 'orderer';
    readonly mspId: string;
    readonly domain: string;
    /** Short host names, e.g. `peer0`. */
    readonly nodes: readonly string[];
    /** `Admin` is added when it is not among them. */
    readonly users: readonly UserSpec[];
}

const ADMIN: UserSpec = { name: 'Admin', role: 'admin' };

/** New authorities, and certificates for the nodes and users. Writes nothing. */
export function createOrganizationMaterial(
    spec: OrganizationSpec,
    seams: CertificateAuthoritySeams,
): OrganizationMaterial {
    const { kind, mspId, domain } = spec;
    const ca = CertificateAuthority.create({ ...seams, organization: domain, commonName: `ca.${domain}` });
    const tlsCa = CertificateAuthority.create({ ...seams, organization: domain, commonName: `tlsca.${domain}` });
    const hasAdmin = spec.users.some(({ name }) => name === ADMIN.name);
    const users = hasAdmin ? spec.users : [ADMIN, ...spec.users];
    return {
        kind,
        mspId,
        domain,
        ca,
        tlsCa,
        nodes: spec.nodes.map((host) => enrolNode({ kind, domain, ca, tlsCa }, host)),
        users: users.map((user) => enrolUser({ domain, ca, tlsCa }, user)),
    };
}

/** Certificates for one more node; its TLS certificate is also good for `localhost`. */
export function enrolNode(
    organization: Pick<OrganizationMaterial, 'kind' | 'domain' | 'ca' | 'tlsCa'>,
    host: string,
): Enrolment {
    const name = `${host}.${organization.domain}`;
    return {
        name,
        identity: organization.ca.issue({ commonName: name, organizationalUnit: organization.kind }),
        tls: organization.tlsCa.issue({ commonName: name, hosts: [name, host, 'localhost'] }),
    };
}

/** Certificates for one more user; or new ones for a known name, which are then a renewal. */
export function enrolUser(
    organization: Pick<OrganizationMaterial, 'domain' | 'ca' | 'tlsCa'>,
    user: UserSpec,
): Enrolment {
    const name = `${user.name}@${organization.domain}`;
    return {
        name,
        identity: organization.ca.issue({
            commonName: name,
            organizationalUnit: user.role ?? 'client',
            ...(user.attributes === undefined ? {} : { attributes: user.attributes }),
        }),
        tls: organization.tlsCa.issue({ commonName: name, hosts: [] }),
    };
}

/** What a channel's configuration says about the organisation; every role must come from its own authority. */
export function mspConfig(
    organization: Pick<OrganizationMaterial, 'mspId'> & {
        readonly ca: { readonly certificatePem: string };
        readonly tlsCa: { readonly certificatePem: string };
    },
    revocationLists: readonly string[] = [],
): msp.FabricMSPConfig {
    const certificate = Buffer.from(organization.ca.certificatePem);
    const identifier = (unit: string): msp.FabricOUIdentifier => {
        const message = new msp.FabricOUIdentifier();
        message.setCertificate(certificate);
        message.setOrganizationalUnitIdentifier(unit);
        return message;
    };
    const nodeOus = new msp.FabricNodeOUs();
    nodeOus.setEnable(true);
    nodeOus.setClientOuIdentifier(identifier('client'));
    nodeOus.setPeerOuIdentifier(identifier('peer'));
    nodeOus.setAdminOuIdentifier(identifier('admin'));
    nodeOus.setOrdererOuIdentifier(identifier('orderer'));
    const cryptoConfig = new msp.FabricCryptoConfig();
    cryptoConfig.setSignatureHashFamily('SHA2');
    cryptoConfig.setIdentityIdentifierHashFunction('SHA256');
    const config = new msp.FabricMSPConfig();
    config.setName(organization.mspId);
    config.setRootCertsList([certificate]);
    config.setTlsRootCertsList([Buffer.from(organization.tlsCa.certificatePem)]);
    config.setRevocationListList(revocationLists.map((list) => Buffer.from(list)));
    config.setCryptoConfig(cryptoConfig);
    config.setFabricNodeOus(nodeOus);
    return config;
}
