import { peer } from '@hyperledger/fabric-protos';

/** Numbers of the shim protocol's message types, e.g. `MESSAGE.GET_STATE`. */
export const MESSAGE = peer.ChaincodeMessage.Type;

export type MessageType = ReturnType<peer.ChaincodeMessage['getType']>;

const NAMES = new Map<number, string>(Object.entries(MESSAGE).map(([name, value]) => [value, name]));

/** Name of a message type as it stands in error texts, e.g. `GET_STATE`. */
export function messageName(type: number): string {
    return NAMES.get(type) ?? String(type);
}

/** A message of the peer for one transaction. */
export function newMessage(
    type: MessageType,
    options: { readonly channelId?: string; readonly txId?: string; readonly payload?: Uint8Array } = {},
): peer.ChaincodeMessage {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setChannelId(options.channelId ?? '');
    message.setTxid(options.txId ?? '');
    message.setPayload(options.payload ?? new Uint8Array());
    return message;
}
