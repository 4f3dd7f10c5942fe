/** A generated message class. */
interface MessageType<T> {
    deserializeBinary(bytes: Uint8Array): T;
}

/**
 * Decodes one message. Go's own words for what is wrong vary from build to build, so that every undecodable message is
 * reported in the same ones.
 * @param name as in Fabric's text `error unmarshalling <name>: …`.
 * @throws what `failure` makes of the text.
 */
export function decode<T>(
    type: MessageType<T>,
    bytes: Uint8Array,
    name: string,
    failure: (message: string) => Error = (message) => new Error(message),
): T {
    try {
        return type.deserializeBinary(bytes);
    } catch {
        throw failure(`error unmarshalling ${name}: proto: cannot parse invalid wire-format data`);
    }
}
