/**
 * Which chaincode the caller's own proposal names. It is the header extension's chaincode_id that the peer executes; the
 * invocation spec inside the payload can name another one and is not looked at.
 */

/** The part of fabric-shim's decoded proposal that is read: its channel header is a protobuf object, whatever its type says. */
interface DecodedProposal {
    readonly proposal: { readonly header: { readonly channelHeader: { getExtension_asU8(): Uint8Array } } };
}

/** The outermost chaincode's name. @throws Error when the header does not carry one. */
export function outermostChaincode(signedProposal: unknown): string {
    const extension = (signedProposal as DecodedProposal).proposal.header.channelHeader.getExtension_asU8();
    // ChaincodeHeaderExtension.chaincode_id = 2; ChaincodeID.name = 2. As peer/proposal.proto, peer/chaincode.proto.
    const chaincodeId = lastField(extension, 2);
    const name = chaincodeId === undefined ? undefined : lastField(chaincodeId, 2);
    if (name === undefined || name.length === 0) {
        throw new Error('the proposal names no chaincode');
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(name);
}

const LENGTH_DELIMITED = 2;

/**
 * The last length-delimited field of this number, which is the one that protobuf readers keep. A message field given
 * twice would be merged by them; a proposal like that is refused rather than read differently from the peer.
 */
function lastField(message: Uint8Array, wanted: number): Uint8Array | undefined {
    let found: Uint8Array | undefined;
    let offset = 0;
    while (offset < message.length) {
        const key = varint(message, offset);
        offset = key.next;
        if ((key.value & 7) !== LENGTH_DELIMITED) {
            throw new Error('an unexpected field in the proposal header');
        }
        const length = varint(message, offset);
        const end = length.next + length.value;
        if (end > message.length) {
            throw new Error('the proposal header is cut short');
        }
        if (key.value >>> 3 === wanted) {
            if (found !== undefined) {
                throw new Error('the proposal header names its chaincode twice');
            }
            found = message.subarray(length.next, end);
        }
        offset = end;
    }
    return found;
}

function varint(message: Uint8Array, start: number): { readonly value: number; readonly next: number } {
    let value = 0;
    for (let index = 0; index < 4; index += 1) {
        const byte = message[start + index];
        if (byte === undefined) {
            break;
        }
        value += (byte & 0x7f) * 2 ** (7 * index);
        if (byte < 0x80) {
            return { value, next: start + index + 1 };
        }
    }
    throw new Error('the proposal header is malformed');
}
