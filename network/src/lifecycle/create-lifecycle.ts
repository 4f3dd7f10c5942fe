import type { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeEndpoint } from '../chaincode/endpoint';
import type { TxSimulator } from '../ledger/tx-simulator';
import type { SystemChaincode } from '../system/system-chaincode';
import { ChaincodeInfos, type ChaincodeInfo } from './chaincode-info';
import { findCollection } from './collections';
import type { EndorsementInfo, Lifecycle, LifecycleOptions } from './lifecycle';
import { LifecycleChaincode } from './lifecycle-chaincode';
import { committedState, publicState } from './lifecycle-state';
import { PackageStore } from './package-store';
import { DEFINITION_METADATA_PREFIX, LIFECYCLE_NAMESPACE } from './state-keys';
import { readDefinition, readSequence } from './stored-definition';

/** Reads the names of the installed packages. */
export async function createLifecycle(options: LifecycleOptions): Promise<Lifecycle> {
    const packages = await PackageStore.open({
        files: options.files,
        folder: options.packagesDir,
        connectionValues: options.connectionValues ?? {},
    });
    return new PeerLifecycle(options, packages);
}

class PeerLifecycle implements Lifecycle {
    readonly systemChaincode: SystemChaincode;
    readonly #options: LifecycleOptions;
    readonly #packages: PackageStore;
    readonly #infos: ChaincodeInfos;

    constructor(options: LifecycleOptions, packages: PackageStore) {
        this.#options = options;
        this.#packages = packages;
        this.#infos = new ChaincodeInfos(options.mspId);
        this.systemChaincode = new LifecycleChaincode(options, packages, (packageId) => this.#references(packageId));
    }

    async endorsementInfo(channelId: string, name: string, simulator: TxSimulator): Promise<EndorsementInfo> {
        const sequence = await readSequence(publicState(simulator), name);
        if (sequence === 0) {
            if (this.#options.fabric === '2.5') {
                // The older lifecycle is asked too, which leaves a read where another chaincode goes on after this.
                await simulator.getState('lscc', name);
            }
            throw new Error(`chaincode ${name} not found`);
        }
        const info = await this.#find(channelId, name);
        if (info?.sequence !== sequence) {
            throw new Error(
                `chaincode cache at sequence ${String(info?.sequence ?? 0)} but current sequence is ${String(sequence)}, chaincode definition for '${name}' changed during invoke`,
            );
        }
        if (!info.approved) {
            throw new Error(
                `chaincode definition for '${name}' at sequence ${String(sequence)} on channel '${channelId}' has not yet been approved by this org`,
            );
        }
        if (this.#packages.find(info.packageId) === undefined) {
            throw new Error(`chaincode definition for '${name}' exists, but chaincode is not installed`);
        }
        return { version: info.version, initRequired: info.initRequired, packageId: info.packageId };
    }

    endpoint(packageId: string): Promise<ChaincodeEndpoint> {
        return this.#packages.endpoint(packageId);
    }

    async isInvokable(channelId: string, name: string): Promise<boolean> {
        const info = await this.#find(channelId, name);
        return info?.approved === true && this.#packages.find(info.packageId) !== undefined;
    }

    async collection(
        channelId: string,
        namespace: string,
        collection: string,
        simulator: TxSimulator,
    ): Promise<peer.StaticCollectionConfig | undefined> {
        const config = this.#options.config(channelId);
        return config === undefined
            ? undefined
            : findCollection(publicState(simulator), namespace, collection, config, this.#options.mspId);
    }

    close(): void {
        this.#infos.clear();
    }

    async #find(channelId: string, name: string): Promise<ChaincodeInfo | undefined> {
        const ledger = this.#options.ledger(channelId);
        return ledger === undefined ? undefined : this.#infos.find(ledger, name);
    }

    async #references(
        packageId: string,
    ): Promise<ReadonlyMap<string, readonly { readonly name: string; readonly version: string }[]>> {
        const references = new Map<string, readonly { readonly name: string; readonly version: string }[]>();
        for (const channelId of this.#options.channelIds?.() ?? []) {
            const chaincodes: { readonly name: string; readonly version: string }[] = [];
            for (const { name, version } of await this.#definitions(channelId)) {
                if ((await this.#find(channelId, name))?.packageId === packageId) {
                    chaincodes.push({ name, version });
                }
            }
            if (chaincodes.length > 0) {
                references.set(channelId, chaincodes);
            }
        }
        return references;
    }

    async #definitions(channelId: string): Promise<readonly { readonly name: string; readonly version: string }[]> {
        const view = this.#options.ledger(channelId)?.view();
        if (view === undefined) {
            return [];
        }
        try {
            const found: { readonly name: string; readonly version: string }[] = [];
            const end = `${DEFINITION_METADATA_PREFIX.slice(0, -1)}0`;
            for await (const [key] of view.range(LIFECYCLE_NAMESPACE, DEFINITION_METADATA_PREFIX, end)) {
                const name = key.slice(DEFINITION_METADATA_PREFIX.length);
                const definition = await readDefinition(committedState(view), name);
                if (definition !== undefined) {
                    found.push({ name, version: definition.endorsement.getVersion() });
                }
            }
            return found;
        } finally {
            await view.release();
        }
    }
}
