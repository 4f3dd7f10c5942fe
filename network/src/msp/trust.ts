import { decodeEcdsaSignature, encodeEcdsaSignature, isLowS, toLowS } from '../proto/ecdsa-signature';
import { DER, derSequence, encodeDer, readDerAll, readDerOid } from '../proto/der';
import { bytesEqual } from '../proto/hash';
import { parseCertificate } from './certificate';
import type { Certificate } from './certificate';
import { MspError } from './msps';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_USAGE = '2.5.29.37.0';
const ECDSA_ALGORITHMS = /^1\.2\.840\.10045\.4\.(?:1|3\.[234])$/;

/** The certificate authorities that an MSP trusts, and chains of certificates up to them as Go's x509 builds them. */
export interface TrustAnchors {
    readonly roots: readonly Certificate[];
    readonly intermediates: readonly Certificate[];
}

/**
 * The one chain from a certificate to a root, both included, valid at the certificate's own beginning.
 * Fabric: msp/mspimpl.go, getUniqueValidationChain and getValidityOptsForCert.
 * @throws MspError
 */
export function uniqueChain(certificate: Certificate, anchors: TrustAnchors): readonly Certificate[] {
    if (certificate.unhandledCritical.length > 0) {
        throw new MspError('the supplied identity is not valid: x509: unhandled critical extension');
    }
    const found = chains([certificate], anchors);
    const at = certificate.notBefore.getTime() + 1000;
    const valid = found.filter((chain) =>
        chain.every((link) => link.notBefore.getTime() <= at && at <= link.notAfter.getTime()),
    );
    const usable = valid.filter((chain) => chain.every(servesAsServer));
    const [chain, ...others] = usable;
    if (chain === undefined) {
        throw new MspError(`the supplied identity is not valid: x509: ${whyNone(found.length, valid.length)}`);
    }
    if (others.length > 0) {
        throw new MspError(`this MSP only supports a single validation chain, got ${String(usable.length)}`);
    }
    return chain;
}

/**
 * The certificate with its signature in low-S form, so that nobody can pass one certificate off as two. A certificate
 * that signed itself is taken for a root, whether it is trusted or not, as Fabric does.
 * Fabric: msp/mspimpl.go, sanitizeCert.
 * @throws MspError when no chain leads to a trusted root.
 */
export function sanitize(certificate: Certificate, anchors: TrustAnchors): Certificate {
    if (!ECDSA_ALGORITHMS.test(algorithmOf(certificate))) {
        return certificate;
    }
    if (certificate.isCa && isSignedBy(certificate, certificate)) {
        const root = withLowS(certificate, certificate);
        uniqueChain(root, { ...anchors, roots: [root] });
        return root;
    }
    const parent = uniqueChain(certificate, anchors)[1];
    if (parent === undefined) {
        throw new MspError('failed to traverse certificate verification chain for leaf or intermediate certificate');
    }
    return withLowS(certificate, parent);
}

function chains(path: readonly [Certificate, ...Certificate[]], anchors: TrustAnchors): Certificate[][] {
    const last = path.at(-1) ?? path[0];
    if (anchors.roots.some((root) => bytesEqual(root.raw, last.raw))) {
        return [[...path]];
    }
    // How many intermediate authorities stand below a candidate.
    const below = path.length - 1;
    const mayIssue = (candidate: Certificate): boolean =>
        (candidate.maxPathLength === undefined || candidate.maxPathLength >= below) && isSignedBy(last, candidate);
    return [
        ...anchors.roots.filter(mayIssue).map((root) => [...path, root]),
        ...anchors.intermediates
            .filter((candidate) => !path.some((link) => bytesEqual(link.raw, candidate.raw)) && mayIssue(candidate))
            .flatMap((candidate) => chains([...path, candidate], anchors)),
    ];
}

/** Issuer name, authority flag and signature. */
function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
    return (
        bytesEqual(certificate.issuer, issuer.subject) &&
        issuer.isCa &&
        issuer.mayCertify !== false &&
        certificate.x509.verify(issuer.x509.publicKey)
    );
}

/** Go's default demand on a chain when no usage is asked for. */
function servesAsServer(certificate: Certificate): boolean {
    const usages = certificate.extendedKeyUsages;
    return usages === undefined || usages.includes(SERVER_AUTH) || usages.includes(ANY_USAGE);
}

function whyNone(found: number, valid: number): string {
    if (found === 0) {
        return 'certificate signed by unknown authority';
    }
    return valid === 0
        ? 'certificate has expired or is not yet valid'
        : 'certificate specifies an incompatible key usage';
}

function withLowS(certificate: Certificate, issuer: Certificate): Certificate {
    const curve = issuer.x509.publicKey.asymmetricKeyDetails?.namedCurve ?? '';
    const signature = decodeEcdsaSignature(certificate.signature);
    if (isLowS(signature, curve)) {
        return certificate;
    }
    const bits = encodeDer(DER.bitString, Uint8Array.of(0), encodeEcdsaSignature(toLowS(signature, curve)));
    return parseCertificate(derSequence(certificate.tbs, certificate.signatureAlgorithm.raw, bits));
}

function algorithmOf(certificate: Certificate): string {
    const [oid] = readDerAll(certificate.signatureAlgorithm.content);
    return oid === undefined ? '' : readDerOid(oid);
}
