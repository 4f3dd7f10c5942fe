import { createHash } from 'node:crypto';
import { archive, type ArchiveFile } from './archive';
import { DeployError } from './deploy-error';

/**
 * Where a peer finds the chaincode server, as `connection.json` has it. Every text may be a Go template that the peer's
 * external builder fills in from its CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG, e.g. `{{.peername}}_land:9999`: so peers with
 * servers at different addresses can install one package.
 */
export interface CcaasConnection {
    /** `host:port`. */
    readonly address: string;
    /** Go duration, e.g. `10s`; the peer's default is 3 s. */
    readonly dial_timeout?: string;
    readonly tls_required?: boolean;
    readonly client_auth_required?: boolean;
    /** PEM texts. */
    readonly client_key?: string;
    readonly client_cert?: string;
    readonly root_cert?: string;
}

/** Chaincode that runs as a service beside the peer. */
export interface ServiceSource {
    readonly label: string;
    readonly type: 'ccaas';
    readonly connection: CcaasConnection;
}

/** Chaincode that the peer's own builder for Node installs and runs. */
export interface NodeSource {
    readonly label: string;
    readonly type: 'node';
    /** The chaincode's folder, `package.json` at its root. */
    readonly files: readonly ArchiveFile[];
}

export type PackageSource = ServiceSource | NodeSource;

export interface ChaincodePackage {
    readonly label: string;
    /** What `InstallChaincode` takes: a gzipped tar of `metadata.json` and `code.tar.gz`. */
    readonly bytes: Uint8Array;
    /** `label:` and the lowercase hexadecimal SHA-256 of `bytes`; chaincode servers are started with it. */
    readonly packageId: string;
}

const labelPattern = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$/;

/**
 * Packages chaincode for installation. The same source gives the same bytes, hence the same package id, on every machine.
 * @throws DeployError LABEL_INVALID, CONNECTION_INVALID, PACKAGE_INVALID.
 * @see Fabric core/chaincode/persistence/chaincode_package.go, core/chaincode/platforms/node/platform.go
 */
export async function packageChaincode(source: PackageSource): Promise<ChaincodePackage> {
    const { label, type } = source;
    if (!labelPattern.test(label)) {
        throw new DeployError(
            'LABEL_INVALID',
            `'${label}' is not a package label`,
            "Use letters, digits, '_', '.', '+' and '-', beginning with a letter or a digit.",
        );
    }
    const code = await archive(type === 'ccaas' ? serviceFiles(source) : nodeFiles(source));
    // Chaincode that runs as a service has no path; the builder for Node wants one, whatever it says.
    const metadata = type === 'ccaas' ? { type, label } : { path: 'chaincode', type, label };
    const bytes = await archive([
        { name: 'code.tar.gz', content: code },
        { name: 'metadata.json', content: Buffer.from(JSON.stringify(metadata)) },
    ]);
    return { label, bytes, packageId: packageIdOf(label, bytes) };
}

export function packageIdOf(label: string, bytes: Uint8Array): string {
    return `${label}:${createHash('sha256').update(bytes).digest('hex')}`;
}

function serviceFiles({ label, connection }: ServiceSource): readonly ArchiveFile[] {
    if (connection.address === '') {
        throw new DeployError(
            'CONNECTION_INVALID',
            `Package ${label} has no chaincode address`,
            'Give the host:port at which the peer reaches the chaincode server.',
        );
    }
    return [{ name: 'connection.json', content: connectionJson(connection) }];
}

function nodeFiles({ label, files }: NodeSource): readonly ArchiveFile[] {
    if (!files.some(({ name }) => name === 'package.json')) {
        throw new DeployError(
            'PACKAGE_INVALID',
            `Package ${label} has no package.json at its root`,
            "Give the chaincode's own folder.",
        );
    }
    return files.map(({ name, content }) => ({ name: `src/${name}`, content }));
}

/** Fields in a fixed order, whatever the order of the caller's object. */
function connectionJson(connection: CcaasConnection): Buffer {
    return Buffer.from(
        JSON.stringify({
            address: connection.address,
            dial_timeout: connection.dial_timeout ?? '10s',
            tls_required: connection.tls_required ?? false,
            client_auth_required: connection.client_auth_required,
            client_key: connection.client_key,
            client_cert: connection.client_cert,
            root_cert: connection.root_cert,
        }),
    );
}
