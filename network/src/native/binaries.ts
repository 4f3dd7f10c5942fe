import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { NetworkBackend } from '../backend';
import { DeployError } from '../deploy/deploy-error';

/** Fabric's own programs on this machine. */
export interface Binaries {
    readonly peer: string;
    readonly orderer: string;
    /** Folder of the builder for chaincode as a service; below it `bin/{detect,build,release}`. */
    readonly ccaasBuilder: string;
    readonly fabric: NetworkBackend['fabric'];
}

/**
 * Finds `peer`, `orderer` and the service builder (`builders/ccaas`, as Fabric's releases have it beside or above their
 * `bin`) in `binDir`, otherwise in FABRIC_BIN, otherwise on PATH.
 * @throws DeployError NATIVE_BINARIES_MISSING naming what was looked for and where.
 */
export async function findBinaries(
    binDir: string | undefined,
    environment: Readonly<Record<string, string | undefined>>,
): Promise<Binaries> {
    const given = binDir ?? environment['FABRIC_BIN'];
    const folders = given === undefined ? (environment['PATH'] ?? '').split(delimiter) : [given];
    const bin = await firstWith(folders, 'peer');
    if (bin === undefined || (await firstWith([bin], 'orderer')) === undefined) {
        throw missing('peer and orderer', given ?? 'PATH');
    }
    const builders = ['builders/ccaas', '../builders/ccaas'].map((path) => join(bin, path));
    const ccaasBuilder = await firstWith(builders, 'bin/detect');
    if (ccaasBuilder === undefined) {
        throw missing('the service builder', builders.join(' and '));
    }
    const peer = join(bin, 'peer');
    return { peer, orderer: join(bin, 'orderer'), ccaasBuilder, fabric: await versionOf(peer) };
}

async function firstWith(folders: readonly string[], file: string): Promise<string | undefined> {
    for (const folder of folders) {
        try {
            await access(join(folder, file), constants.X_OK);
            return folder;
        } catch {
            // Not here.
        }
    }
    return undefined;
}

async function versionOf(peer: string): Promise<NetworkBackend['fabric']> {
    const { stdout } = await promisify(execFile)(peer, ['version']);
    const version = /Version: v?(\d+\.\d+)/.exec(stdout)?.[1] ?? 'unknown';
    if (version === '2.5') {
        return '2.5';
    }
    if (version.startsWith('3.')) {
        return '3.1';
    }
    throw new DeployError(
        'NATIVE_BINARIES_MISSING',
        `${peer} is of Fabric ${version}`,
        'Install Fabric 2.5 or 3.1 and set FABRIC_BIN to its bin folder.',
    );
}

function missing(what: string, where: string): DeployError {
    return new DeployError(
        'NATIVE_BINARIES_MISSING',
        `Fabric's binaries are not here: looked for ${what} in ${where}`,
        'Install Fabric 2.5 or 3.1 and set FABRIC_BIN to its bin folder.',
    );
}
