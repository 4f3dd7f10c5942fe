import {
    type ArchiveFile,
    type CcaasConnection,
    type ChaincodePackage,
    packageChaincode,
    type ServerAddress,
} from '@tabularium/network';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { addressName, type ChaincodeSlot } from './chaincode-address';

/** `land_0.1.0-…`: each register has its own label, since one package cannot be two chaincodes. */
export function packageLabel(register: string, version: string): string {
    return `${register}_${version}`;
}

/** Names in the peers' builder configuration for the PEM texts that TLS between peer and chaincode needs. */
export const tlsNames = {
    root: 'tabularium_root_cert',
    clientKey: 'tabularium_client_key',
    clientCertificate: 'tabularium_client_cert',
} as const;

/** Whose certificates are asked for between peer and chaincode. */
export type PackageTls = ServerAddress['tls'];

/** One package for all agencies: each peer fills in where its own chaincode server is. */
export function templateConnection(register: string, slot: ChaincodeSlot, tls: PackageTls): CcaasConnection {
    const template = (name: string): string => `{{.${name}}}`;
    return {
        address: template(addressName(register, slot)),
        ...(tls !== 'off' && { tls_required: true, root_cert: template(tlsNames.root) }),
        ...(tls === 'mutual' && {
            client_auth_required: true,
            client_key: template(tlsNames.clientKey),
            client_cert: template(tlsNames.clientCertificate),
        }),
    };
}

export function servicePackage(
    register: string,
    version: string,
    connection: CcaasConnection,
): Promise<ChaincodePackage> {
    return packageChaincode({ type: 'ccaas', label: packageLabel(register, version), connection });
}

/**
 * The registers' program itself, for peers with a builder for Node: it starts as the register, with the hash of the founding
 * document, because such a peer gives its chaincode no configuration of ours.
 */
export async function nodePackage(
    register: string,
    version: string,
    foundingSha256: string,
    chaincodeRoot: string,
): Promise<ChaincodePackage> {
    const manifest = JSON.parse(await readFile(path.join(chaincodeRoot, 'package.json'), 'utf8')) as object;
    const configuration = `TABULARIUM_REGISTER=${register} TABULARIUM_FOUNDING_SHA256=${foundingSha256}`;
    const scripts = { start: `${configuration} fabric-chaincode-node start` };
    const files = [
        { name: 'package.json', content: Buffer.from(`${JSON.stringify({ ...manifest, scripts }, undefined, 4)}\n`) },
        { name: 'npm-shrinkwrap.json', content: await readFile(path.join(chaincodeRoot, 'npm-shrinkwrap.json')) },
        ...(await programs(chaincodeRoot, 'dist')),
    ];
    return packageChaincode({ type: 'node', label: packageLabel(register, version), files });
}

async function programs(root: string, folder: string): Promise<readonly ArchiveFile[]> {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
    return Promise.all(
        files.map(async ({ parentPath, name }) => ({
            name: path.relative(root, path.join(parentPath, name)).split(path.sep).join('/'),
            content: await readFile(path.join(parentPath, name)),
        })),
    );
}
