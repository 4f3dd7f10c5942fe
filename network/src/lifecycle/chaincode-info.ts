import type { Ledger, StateView } from '../ledger/ledger';
import { approvalName, GROUP, implicitCollectionOf, LIFECYCLE_NAMESPACE } from './state-keys';
import { committedCollection, committedState, type HashedState } from './lifecycle-state';
import { sha256 } from '../proto/hash';
import { isWritten, readText } from './state-record';
import { approvalRecord, readDefinition } from './stored-definition';

/** A committed chaincode as one organisation sees it. */
export interface ChaincodeInfo {
    readonly sequence: number;
    readonly version: string;
    readonly initRequired: boolean;
    /** The peer's organisation has approved exactly the committed definition. */
    readonly approved: boolean;
    /** Of the approval; empty when the organisation does not run the chaincode. */
    readonly packageId: string;
}

/** Chaincodes of all channels as of the last committed block; read again after every block. */
export class ChaincodeInfos {
    readonly #mspId: string;
    readonly #channels = new Map<
        string,
        { readonly height: number; readonly byName: Map<string, Promise<ChaincodeInfo | undefined>> }
    >();

    constructor(mspId: string) {
        this.#mspId = mspId;
    }

    /** Undefined when no such chaincode is committed. */
    find(ledger: Ledger, name: string): Promise<ChaincodeInfo | undefined> {
        let channel = this.#channels.get(ledger.channelId);
        if (channel?.height !== ledger.height) {
            channel = { height: ledger.height, byName: new Map() };
            this.#channels.set(ledger.channelId, channel);
        }
        const { byName } = channel;
        let info = byName.get(name);
        if (info === undefined) {
            info = this.#read(ledger, name);
            info.catch(() => byName.delete(name));
            byName.set(name, info);
        }
        return info;
    }

    clear(): void {
        this.#channels.clear();
    }

    async #read(ledger: Ledger, name: string): Promise<ChaincodeInfo | undefined> {
        const view = ledger.view();
        try {
            const definition = await readDefinition(committedState(view), name);
            if (definition === undefined) {
                return undefined;
            }
            const collection = implicitCollectionOf(this.#mspId);
            const approved = approvalName(name, definition.sequence);
            const record = approvalRecord(definition);
            const own = committedCollection(view, this.#mspId, collection);
            return {
                sequence: definition.sequence,
                version: definition.endorsement.getVersion(),
                initRequired: definition.endorsement.getInitRequired(),
                approved: await isWritten(hashes(view, collection), GROUP.definitions, approved, record),
                packageId: await readText(own, GROUP.sources, approved, 'PackageID'),
            };
        } finally {
            await view.release();
        }
    }
}

function hashes(view: StateView, collection: string): HashedState {
    return { hash: async (key) => (await view.getHashed(LIFECYCLE_NAMESPACE, collection, sha256(key)))?.value };
}
