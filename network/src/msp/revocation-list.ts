import { verify } from 'node:crypto';
import { DER, readDer, readDerAll, readDerInteger, readDerOid } from '../proto/der';
import { bytesEqual } from '../proto/hash';
import { decodePem } from './certificate';
import type { Certificate } from './certificate';
import { EXTENSION, readKeyIdentifier } from './certificate-extensions';
import { MspError } from './msps';
import { errorText } from '../proto/error-text';

/** A certificate revocation list of an MSP's configuration. */
export interface RevocationList {
    readonly tbs: Uint8Array;
    readonly signature: Uint8Array;
    readonly authorityKeyId: Uint8Array;
    readonly serialNumbers: ReadonlySet<bigint>;
}

/** @param bytes PEM or DER. @throws MspError */
export function parseRevocationList(bytes: Uint8Array): RevocationList {
    try {
        const [tbs, , signature] = readDerAll(readDer(decodePem(bytes) ?? bytes).content);
        if (tbs === undefined || signature === undefined) {
            throw new Error('malformed list');
        }
        const elements = readDerAll(tbs.content);
        const wrapper = elements.find((element) => element.tag === 0xa0);
        const extensions = wrapper === undefined ? [] : readDerAll(readDer(wrapper.content).content);
        const keyId = extensions
            .map((extension) => readDerAll(extension.content))
            .find(([oid]) => oid !== undefined && readDerOid(oid) === EXTENSION.authorityKeyId)
            ?.at(-1);
        const authorityKeyId = readKeyIdentifier(keyId?.content);
        if (authorityKeyId === undefined) {
            throw new Error('authorityKeyIdentifier not found in certificate');
        }
        return {
            tbs: tbs.raw,
            signature: signature.content.subarray(1),
            authorityKeyId,
            serialNumbers: new Set(revokedEntries(elements).map(serialNumberOf)),
        };
    } catch (error) {
        const reason = errorText(error);
        throw new MspError(`could not parse RevocationList: ${reason}`, { cause: error });
    }
}

/** Revocation holds from the moment the list is configured, whatever date it names. */
export function isRevoked(certificate: Certificate, issuer: Certificate, lists: readonly RevocationList[]): boolean {
    const { subjectKeyId } = issuer;
    return lists.some(
        (list) =>
            subjectKeyId !== undefined &&
            bytesEqual(list.authorityKeyId, subjectKeyId) &&
            list.serialNumbers.has(certificate.serialNumber) &&
            verify('sha256', list.tbs, issuer.x509.publicKey, list.signature),
    );
}

type Element = ReturnType<typeof readDer>;

/** The only SEQUENCE after the times: version, algorithm, issuer, thisUpdate, nextUpdate?, revoked?, extensions? */
function revokedEntries(elements: readonly Element[]): readonly Element[] {
    const isTime = (element: Element): boolean => element.tag === DER.utcTime || element.tag === DER.generalizedTime;
    const lastTime = elements.map(isTime).lastIndexOf(true);
    const revoked = elements[lastTime + 1];
    return revoked?.tag === DER.sequence ? readDerAll(revoked.content) : [];
}

function serialNumberOf(entry: Element): bigint {
    return readDerInteger(readDerAll(entry.content)[0]);
}
