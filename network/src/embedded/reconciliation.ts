import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';
import { staticCollections } from '../lifecycle/collection-checks';
import { committedState } from '../lifecycle/lifecycle-state';
import { DEFINITION_METADATA_PREFIX, LIFECYCLE_NAMESPACE } from '../lifecycle/state-keys';
import { readDefinition } from '../lifecycle/stored-definition';
import { blockData, transactionCodes } from '../proto/block';
import { parseEnvelope, parseTransaction } from '../proto/transaction';

/** The first key after all that begin with the prefix, which ends in `/`. */
const AFTER_DEFINITIONS = `${DEFINITION_METADATA_PREFIX.slice(0, -1)}0`;

/**
 * Gives members of collections the older values that they lack, once definitions may have changed. Fabric does it within
 * a minute; here it is done before the next block.
 */
export async function reconcileMembers(ledger: Ledger): Promise<void> {
    for (const { namespace, collection } of await definedCollections(ledger)) {
        await ledger.reconcile(namespace, collection);
    }
}

export function writesDefinitions(block: common.Block): boolean {
    const codes = transactionCodes(block);
    return blockData(block).some(
        (bytes, index) =>
            codes[index] === peer.TxValidationCode.VALID &&
            parseEnvelope(bytes).type === common.HeaderType.ENDORSER_TRANSACTION &&
            parseTransaction(bytes).rwSet.some(
                ({ namespace, writes }) => namespace === LIFECYCLE_NAMESPACE && writes.length > 0,
            ),
    );
}

async function definedCollections(
    ledger: Ledger,
): Promise<readonly { readonly namespace: string; readonly collection: string }[]> {
    const view = ledger.view();
    try {
        const found: { readonly namespace: string; readonly collection: string }[] = [];
        for await (const [key] of view.range(LIFECYCLE_NAMESPACE, DEFINITION_METADATA_PREFIX, AFTER_DEFINITIONS)) {
            const namespace = key.slice(DEFINITION_METADATA_PREFIX.length);
            const definition = await readDefinition(committedState(view), namespace);
            for (const collection of staticCollections(definition?.collections)) {
                found.push({ namespace, collection: collection.getName() });
            }
        }
        return found;
    } finally {
        await view.release();
    }
}
