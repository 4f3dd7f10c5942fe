import { status } from '@grpc/grpc-js';
import { common, gateway as protos, orderer, peer } from '@hyperledger/fabric-protos';
import { followBlocks } from '../deliver/follow-blocks';
import { blockData, blockNumber, transactionCodes } from '../proto/block';
import { parseTransaction } from '../proto/transaction';
import type { Gateway, GatewayChannel } from './gateway';
import { GrpcStatusError } from './grpc-status';
import { requireReader } from './require-reader';

/**
 * One response per block that has events of the chaincode, in transaction order, without end: events of VALID
 * transactions only, and only those of the chaincode that the client invoked. Ends when the signal aborts.
 * Fabric: internal/pkg/gateway/chaincodeevents.go.
 */
export async function* chaincodeEvents(
    gateway: Gateway,
    signedRequest: protos.SignedChaincodeEventsRequest,
    signal: AbortSignal,
): AsyncGenerator<protos.ChaincodeEventsResponse, void, void> {
    const message = signedRequest.getRequest_asU8();
    if (message.length === 0) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, 'a chaincode events request is required');
    }
    const request = decode(message);
    const channelId = request.getChannelId();
    requireReader(gateway, signedRequest, request);
    const channel = gateway.channel(channelId);
    if (channel === undefined) {
        throw new GrpcStatusError(status.NOT_FOUND, `channel does not exist: ${channelId}`);
    }
    const matches = eventMatcher(request.getChaincodeId(), request.getAfterTransactionId());
    for await (const block of followBlocks(channel.ledger, await startBlock(channel, request), signal)) {
        const events = validEvents(block).filter(matches);
        if (events.length > 0) {
            const response = new protos.ChaincodeEventsResponse();
            response.setEventsList(events);
            response.setBlockNumber(blockNumber(block));
            yield response;
        }
    }
}

function decode(message: Uint8Array): protos.ChaincodeEventsRequest {
    try {
        return protos.ChaincodeEventsRequest.deserializeBinary(message);
    } catch {
        throw new GrpcStatusError(
            status.INVALID_ARGUMENT,
            'invalid chaincode events request: proto: cannot parse invalid wire-format data',
        );
    }
}

async function startBlock(channel: GatewayChannel, request: protos.ChaincodeEventsRequest): Promise<number> {
    const after = request.getAfterTransactionId();
    if (after !== '') {
        const known = await channel.ledger.transaction(after);
        if (known !== undefined) {
            return known.blockNumber;
        }
    }
    const position = request.getStartPosition();
    const specified = position?.getSpecified();
    if (specified !== undefined) {
        return specified.getNumber();
    }
    switch (position?.getTypeCase()) {
        case orderer.SeekPosition.TypeCase.OLDEST:
            throw invalidPosition('Oldest');
        case orderer.SeekPosition.TypeCase.NEWEST:
            throw invalidPosition('Newest');
        default:
            return channel.ledger.height;
    }
}

function invalidPosition(name: string): GrpcStatusError {
    return new GrpcStatusError(status.INVALID_ARGUMENT, `invalid start position type: *orderer.SeekPosition_${name}`);
}

/** With a transaction id to resume after, events pass only once one of that transaction has been seen. */
function eventMatcher(chaincodeId: string, afterTransactionId: string): (event: peer.ChaincodeEvent) => boolean {
    let passed = afterTransactionId === '';
    return (event) => {
        if (!passed) {
            passed = event.getTxId() === afterTransactionId;
            return false;
        }
        return event.getChaincodeId() === chaincodeId;
    };
}

function validEvents(block: common.Block): peer.ChaincodeEvent[] {
    const codes = transactionCodes(block);
    return blockData(block).flatMap((envelope, index) =>
        codes[index] === peer.TxValidationCode.VALID ? envelopeEvents(envelope) : [],
    );
}

function envelopeEvents(envelopeBytes: Uint8Array): peer.ChaincodeEvent[] {
    if (headerType(envelopeBytes) !== common.HeaderType.ENDORSER_TRANSACTION) {
        return [];
    }
    const { event } = parseTransaction(envelopeBytes);
    const complete = event?.getChaincodeId() !== '' && event?.getEventName() !== '' && event?.getTxId() !== '';
    return event !== undefined && complete ? [event] : [];
}

function headerType(envelopeBytes: Uint8Array): number {
    const payload = common.Payload.deserializeBinary(
        common.Envelope.deserializeBinary(envelopeBytes).getPayload_asU8(),
    );
    const header = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
    return common.ChannelHeader.deserializeBinary(header).getType();
}
