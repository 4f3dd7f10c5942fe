import { type common, msp, orderer } from '@hyperledger/fabric-protos';
import { parseCertificatePem } from '../msp/certificate';
import { type ParsedEnvelope, parseEnvelope } from '../proto/transaction';
import type { Clock } from '../seams/clock';

const TIME_WINDOW_MS = 15 * 60 * 1000;

/** A client's request for blocks, as far as it can be read without knowing the channel. */
export interface SeekRequest {
    readonly envelope: ParsedEnvelope;
    /** Undefined when the payload's data is no `orderer.SeekInfo`. */
    readonly seek: orderer.SeekInfo | undefined;
}

/** Undefined for what Fabric answers with BAD_REQUEST before it looks for the channel. Any header type will do. */
export function readSeekRequest(message: common.Envelope, clock: Clock): SeekRequest | undefined {
    let envelope: ParsedEnvelope;
    try {
        envelope = parseEnvelope(message.serializeBinary());
    } catch {
        return undefined;
    }
    if (envelope.timestamp === undefined) {
        return undefined;
    }
    const distanceMs = Math.abs(envelope.timestamp.toDate().getTime() - clock.now().getTime());
    return distanceMs > TIME_WINDOW_MS ? undefined : { envelope, seek: readSeekInfo(envelope.data) };
}

function readSeekInfo(data: Uint8Array): orderer.SeekInfo | undefined {
    try {
        return orderer.SeekInfo.deserializeBinary(data);
    } catch {
        return undefined;
    }
}

/** Undefined where no certificate can be read: such an identity fails the policy. */
export function identityExpiry(serialized: Uint8Array): Date | undefined {
    try {
        const pem = Buffer.from(msp.SerializedIdentity.deserializeBinary(serialized).getIdBytes_asU8()).toString();
        return new Date(parseCertificatePem(pem).x509.validTo);
    } catch {
        return undefined;
    }
}
