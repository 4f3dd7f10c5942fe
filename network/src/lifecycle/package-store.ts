import { parseConnection, type ChaincodeEndpoint } from '../chaincode/endpoint';
import { sha256 } from '../proto/hash';
import type { FileSystem } from '../seams/file-system';
import { parsePackage, type ParsedPackage } from './package-parser';
import { errorText } from '../proto/error-text';

export interface InstalledPackage {
    /** `label:hash`. */
    readonly packageId: string;
    readonly label: string;
}

export interface PackageStoreOptions {
    readonly files: FileSystem;
    readonly folder: string;
    /** Values for the templates in connection.json. */
    readonly connectionValues: Readonly<Record<string, string>>;
}

/** Packages installed on one peer: one file each, named as Fabric names them. */
export class PackageStore {
    readonly #options: PackageStoreOptions;
    readonly #installed = new Map<string, InstalledPackage>();
    readonly #endpoints = new Map<string, ChaincodeEndpoint>();

    private constructor(options: PackageStoreOptions) {
        this.#options = options;
    }

    static async open(options: PackageStoreOptions): Promise<PackageStore> {
        const store = new PackageStore(options);
        for (const name of await options.files.list(options.folder)) {
            const [, label, hash] = /^(.+)\.([0-9a-f]{64})\.tar\.gz$/.exec(name) ?? [];
            if (label !== undefined && hash !== undefined) {
                store.#add({ packageId: `${label}:${hash}`, label });
            }
        }
        return store;
    }

    /** In the order of their package ids. */
    list(): readonly InstalledPackage[] {
        return [...this.#installed.values()].sort((left, right) => (left.packageId < right.packageId ? -1 : 1));
    }

    find(packageId: string): InstalledPackage | undefined {
        return this.#installed.get(packageId);
    }

    /** @throws Error with Fabric's cause, also when the package is installed already. */
    async install(bytes: Uint8Array): Promise<InstalledPackage> {
        let parsed: ParsedPackage;
        try {
            parsed = await parsePackage(bytes);
        } catch (error) {
            throw new Error(`could not parse as a chaincode install package: ${errorText(error)}`, { cause: error });
        }
        const { label } = parsed;
        const packageId = `${label}:${Buffer.from(sha256(bytes)).toString('hex')}`;
        if (this.#installed.has(packageId)) {
            throw new Error(`chaincode already successfully installed (package ID '${packageId}')`);
        }
        let endpoint: ChaincodeEndpoint;
        try {
            endpoint = this.#endpointOf(parsed);
        } catch (error) {
            throw new Error(`could not build chaincode: ${errorText(error)}`, { cause: error });
        }
        const installed = { packageId, label };
        await this.#options.files.writeFile(this.#path(packageId), bytes);
        this.#add(installed);
        this.#endpoints.set(packageId, endpoint);
        return installed;
    }

    /** Undefined when there is no such package. */
    async bytes(packageId: string): Promise<Uint8Array | undefined> {
        return this.#installed.has(packageId) ? this.#options.files.readFile(this.#path(packageId)) : undefined;
    }

    /** @throws Error when the package is not installed. */
    async endpoint(packageId: string): Promise<ChaincodeEndpoint> {
        const known = this.#endpoints.get(packageId);
        if (known !== undefined) {
            return known;
        }
        const bytes = await this.bytes(packageId);
        if (bytes === undefined) {
            throw new Error(`chaincode install package '${packageId}' not found`);
        }
        const endpoint = this.#endpointOf(await parsePackage(bytes));
        this.#endpoints.set(packageId, endpoint);
        return endpoint;
    }

    #endpointOf(parsed: ParsedPackage): ChaincodeEndpoint {
        if (parsed.type !== 'ccaas') {
            throw new Error(`chaincode type '${parsed.type}' is not supported, only chaincode as a service ('ccaas')`);
        }
        if (parsed.connection === undefined) {
            throw new Error('the code package has no connection.json');
        }
        return parseConnection(parsed.connection, this.#options.connectionValues);
    }

    #add(installed: InstalledPackage): void {
        this.#installed.set(installed.packageId, installed);
    }

    #path(packageId: string): string {
        const split = packageId.lastIndexOf(':');
        return `${this.#options.folder}/${packageId.slice(0, split)}.${packageId.slice(split + 1)}.tar.gz`;
    }
}
