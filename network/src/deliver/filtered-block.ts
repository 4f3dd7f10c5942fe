import { common, peer } from '@hyperledger/fabric-protos';
import { blockData, blockNumber, transactionCodes } from '../proto/block';
import { type ParsedEnvelope, parseActions, parseEndorsedAction, parseEnvelope } from '../proto/transaction';

/**
 * Ids and codes of all transactions of a block, the invalid ones too, with the events of endorsed transactions but
 * without the events' payloads. Fabric: core/peer/deliverevents.go, toFilteredBlock.
 */
export function filterBlock(block: common.Block): peer.FilteredBlock {
    const filtered = new peer.FilteredBlock();
    filtered.setNumber(blockNumber(block));
    const codes = transactionCodes(block);
    for (const [index, bytes] of blockData(block).entries()) {
        const envelope = readable(bytes);
        if (envelope !== undefined) {
            filtered.setChannelId(envelope.channelId);
            filtered.addFilteredTransactions(filterTransaction(envelope, codes[index] ?? 0));
        }
    }
    return filtered;
}

function readable(bytes: Uint8Array): ParsedEnvelope | undefined {
    try {
        return parseEnvelope(bytes);
    } catch {
        return undefined;
    }
}

function filterTransaction(envelope: ParsedEnvelope, code: number): peer.FilteredTransaction {
    const transaction = new peer.FilteredTransaction();
    transaction.setTxid(envelope.txId);
    transaction.setType(envelope.type as common.HeaderTypeMap[keyof common.HeaderTypeMap]);
    transaction.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
    if (envelope.type === common.HeaderType.ENDORSER_TRANSACTION) {
        const actions = new peer.FilteredTransactionActions();
        actions.setChaincodeActionsList(eventsOf(envelope).map(filterEvent));
        transaction.setTransactionActions(actions);
    }
    return transaction;
}

function eventsOf(envelope: ParsedEnvelope): peer.ChaincodeEvent[] {
    try {
        return parseActions(envelope.data)
            .map((action) => parseEndorsedAction(action.responsePayload).eventBytes)
            .filter((bytes) => bytes.length > 0)
            .map((bytes) => peer.ChaincodeEvent.deserializeBinary(bytes))
            .filter((event) => event.getChaincodeId() !== '');
    } catch {
        // An invalid transaction need not have readable actions.
        return [];
    }
}

function filterEvent(event: peer.ChaincodeEvent): peer.FilteredChaincodeAction {
    const withoutPayload = event.cloneMessage();
    withoutPayload.setPayload('');
    const action = new peer.FilteredChaincodeAction();
    action.setChaincodeEvent(withoutPayload);
    return action;
}
