import type { msp } from '@hyperledger/fabric-protos';
import { bytesEqual, sha256 } from '../proto/hash';
import type { Crypto } from '../seams/crypto';
import { parseCertificatePem } from './certificate';
import type { Certificate } from './certificate';
import type { Identity, NodeRole } from './identity';
import { MspError } from './msps';
import { missingRole, parseNodeOus, roleOf, roleProblem, unitProblem } from './node-ous';
import type { NodeOus, OrganizationalUnit } from './node-ous';
import { isRevoked, parseRevocationList } from './revocation-list';
import type { RevocationList } from './revocation-list';
import { sanitize, uniqueChain } from './trust';
import type { TrustAnchors } from './trust';
import { VerificationMemo } from './verification-memo';
import { errorText } from '../proto/error-text';

/** An identity as its MSP sees it. `certificate` is the sanitized one; `parsed` is the same, taken apart. */
export interface MspIdentity extends Identity {
    readonly msp: Msp;
    readonly parsed: Certificate;
}

/** One organisation's rules. Fabric: msp/mspimpl.go, mspimplsetup.go, mspimplvalidate.go. */
export class Msp {
    readonly id: string;
    readonly #crypto: Crypto;
    readonly #anchors: TrustAnchors;
    readonly #revocationLists: readonly RevocationList[];
    readonly #requiredUnits: readonly OrganizationalUnit[];
    readonly #nodeOus: NodeOus;
    readonly #admins: readonly Certificate[];
    /** Authorities that issued other authorities may not issue identities. */
    readonly #internalNodes: readonly Certificate[];
    // Chains cost signatures to verify, and policies ask again and again.
    readonly #invalidities = new WeakMap<Certificate, { readonly text: string | undefined }>();
    readonly #units = new WeakMap<Certificate, readonly OrganizationalUnit[]>();

    /** @throws MspError for configurations that Fabric refuses, and for those that this network does not support. */
    constructor(config: msp.FabricMSPConfig, crypto: Crypto) {
        this.id = config.getName();
        this.#crypto = crypto;
        assertSupported(config);
        this.#anchors = readAnchors(config);
        this.#revocationLists = config.getRevocationListList_asU8().map(parseRevocationList);
        this.#internalNodes = this.#anchors.intermediates.flatMap((authority) =>
            uniqueChain(authority, this.#anchors).slice(1),
        );
        this.#requiredUnits = config.getOrganizationalUnitIdentifiersList().map((identifier) => ({
            unit: identifier.getOrganizationalUnitIdentifier(),
            certifiersId: this.#certifiersId(identifier.getCertificate_asU8()),
        }));
        this.#nodeOus = parseNodeOus(config.getFabricNodeOus(), (pem) => this.#certifiersId(pem));
        this.#admins = config.getAdminsList_asU8().map((pem) => sanitize(parseCertificatePem(pem), this.#anchors));
        this.#checkAdmins();
    }

    /** @throws MspError when the certificate cannot be read or none of this MSP's authorities issued it. */
    identity(certificatePem: Uint8Array, serialized: Uint8Array): MspIdentity {
        const parsed = sanitize(parseCertificatePem(certificatePem), this.#anchors);
        const { publicKey } = parsed.x509;
        if (publicKey.asymmetricKeyType !== 'ec') {
            throw new MspError(
                "failed to import certificate's public key: Certificate's public key type not recognized. Supported keys: [ECDSA]",
            );
        }
        const memo = new VerificationMemo((message, signature) => this.#crypto.verify(publicKey, message, signature));
        return {
            msp: this,
            parsed,
            mspId: this.id,
            serialized,
            certificate: parsed.x509,
            role: roleOf(this.#nodeOus, parsed),
            notAfter: parsed.notAfter,
            verify: (message, signature) => memo.verify(message, signature),
        };
    }

    /** Undefined when valid; otherwise Fabric's text. */
    invalidity(certificate: Certificate): string | undefined {
        let known = this.#invalidities.get(certificate);
        if (known === undefined) {
            known = { text: this.#checkIdentity(certificate) };
            this.#invalidities.set(certificate, known);
        }
        return known.text;
    }

    /** None when no chain leads to a root. */
    organizationalUnits(certificate: Certificate): readonly OrganizationalUnit[] {
        let units = this.#units.get(certificate);
        if (units === undefined) {
            const chain = this.#identityChain(certificate);
            const certifiersId = typeof chain === 'string' ? undefined : hashOfChain(chain.slice(1));
            units =
                certifiersId === undefined
                    ? []
                    : certificate.organizationalUnits.map((unit) => ({ unit, certifiersId }));
            this.#units.set(certificate, units);
        }
        return units;
    }

    /** Undefined when the certificate carries the role's organizational unit. */
    missingRole(certificate: Certificate, role: NodeRole): string | undefined {
        return missingRole(this.#nodeOus, this.organizationalUnits(certificate), role, this.id);
    }

    get enforcesRoles(): boolean {
        return this.#nodeOus.enforced;
    }

    isListedAdmin(certificate: Certificate): boolean {
        return this.#admins.some((admin) => bytesEqual(admin.raw, certificate.raw));
    }

    #checkIdentity(certificate: Certificate): string | undefined {
        const chain = this.#identityChain(certificate);
        if (typeof chain === 'string') {
            return `could not obtain certification chain: ${chain}`;
        }
        const [, issuer] = chain;
        if (issuer !== undefined && isRevoked(certificate, issuer, this.#revocationLists)) {
            return 'could not validate identity against certification chain: The certificate has been revoked';
        }
        const units = this.organizationalUnits(certificate);
        const problem = unitProblem(this.#requiredUnits, units, this.id) ?? roleProblem(this.#nodeOus, units, this.id);
        return problem === undefined ? undefined : `could not validate identity's OUs: ${problem}`;
    }

    /** The chain, or why there is none. */
    #identityChain(certificate: Certificate): readonly Certificate[] | string {
        if (certificate.isCa) {
            return 'An X509 certificate with Basic Constraint: Certificate Authority equals true cannot be used as an identity';
        }
        try {
            const chain = uniqueChain(certificate, this.#anchors);
            const [, parent] = chain;
            if (parent !== undefined && this.#internalNodes.some((node) => bytesEqual(node.raw, parent.raw))) {
                return 'invalid validation chain. Parent certificate should be a leaf of the certification tree';
            }
            return chain;
        } catch (error) {
            return `failed getting validation chain: ${errorText(error)}`;
        }
    }

    /** SHA-256 of the chain that begins with one of the MSP's own authorities. */
    #certifiersId(pem: Uint8Array): Uint8Array {
        const authority = sanitize(parseCertificatePem(pem), this.#anchors);
        const isAuthority = (candidate: Certificate): boolean => bytesEqual(candidate.raw, authority.raw);
        if (![...this.#anchors.roots, ...this.#anchors.intermediates].some(isAuthority)) {
            throw new MspError('Failed adding OU. Certificate not in root or intermediate certs.');
        }
        return hashOfChain(uniqueChain(authority, this.#anchors));
    }

    #checkAdmins(): void {
        const { enforced, units } = this.#nodeOus;
        if (this.#admins.length === 0 && !(enforced && units.some(({ role }) => role === 'admin'))) {
            throw new MspError('administrators must be declared when no admin ou classification is set');
        }
        this.#admins.forEach((admin, index) => {
            const client = this.missingRole(admin, 'client');
            const administrator = this.missingRole(admin, 'admin');
            if (!enforced) {
                const invalidity = this.invalidity(admin);
                if (invalidity !== undefined) {
                    throw new MspError(`admin ${String(index)} is invalid: ${invalidity}`);
                }
            } else if (client !== undefined && administrator !== undefined) {
                throw new MspError(`admin ${String(index)} is invalid [${client},${administrator}]`);
            }
        });
    }
}

function readAnchors(config: msp.FabricMSPConfig): TrustAnchors {
    const roots = config.getRootCertsList_asU8().map(parseCertificatePem);
    const intermediates = config.getIntermediateCertsList_asU8().map(parseCertificatePem);
    if (roots.length === 0) {
        throw new MspError('expected at least one CA certificate');
    }
    const given = { roots, intermediates };
    const anchors = {
        roots: roots.map((root) => sanitize(root, given)),
        intermediates: intermediates.map((authority) => sanitize(authority, given)),
    };
    for (const authority of [...anchors.roots, ...anchors.intermediates]) {
        const serialNumber = `(SN: ${authority.serialNumber.toString(16)})`;
        if (!authority.isCa) {
            throw new MspError(`CA Certificate did not have the CA attribute, ${serialNumber}`);
        }
        if (authority.subjectKeyId === undefined) {
            throw new MspError(
                `CA Certificate problem with Subject Key Identifier extension, ${serialNumber}: subjectKeyIdentifier not found in certificate`,
            );
        }
        uniqueChain(authority, anchors);
    }
    return anchors;
}

/** What is not reproduced must not look as if it were. */
function assertSupported(config: msp.FabricMSPConfig): void {
    const crypto = config.getCryptoConfig();
    const family = crypto?.getSignatureHashFamily() ?? '';
    const identifier = crypto?.getIdentityIdentifierHashFunction() ?? '';
    if (!['', 'SHA2'].includes(family) || !['', 'SHA256'].includes(identifier)) {
        throw new MspError(`MSP ${config.getName()}: only the hash functions SHA2 and SHA256 are supported`);
    }
}

function hashOfChain(chain: readonly Certificate[]): Uint8Array {
    return sha256(...chain.map((certificate) => certificate.raw));
}
