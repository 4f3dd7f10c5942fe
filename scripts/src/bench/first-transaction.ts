/** A program: from nothing to the registers' first valid transaction, with the network on disk as `npm start` has it. */
import { startNetwork } from '@tabularium/network';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnChaincodeHost } from '../registers/chaincode-host';
import { networkOptions } from '../registers/network-options';
import { openRecordOffice } from '../registers/record-office';
import { readAgencies } from '../story/story-data';
import { freePortBase, STORY_FOLDER } from './bench-office';
import { ready } from './child';

export interface FirstTransaction {
    /** Milliseconds since Node started this process, to the moment `startNetwork` was called. */
    readonly loading: number;
    /** From there until the network listened. */
    readonly network: number;
    /** From there until the registers' founding transaction was valid. */
    readonly office: number;
}

async function main(): Promise<void> {
    const agencies = await readAgencies(STORY_FOLDER);
    const folder = await mkdtemp(path.join(tmpdir(), 'tabularium-bench-'));
    const loading = performance.now();
    // As `npm start` does: the registers load while the network makes its certificates.
    const host = spawnChaincodeHost();
    const backend = await startNetwork(networkOptions(agencies, path.join(folder, 'network'), freePortBase()));
    const listening = performance.now();
    const office = await openRecordOffice({ backend, agencies, folder: path.join(folder, 'office'), host });
    const founded = performance.now();
    const told: FirstTransaction = { loading, network: listening - loading, office: founded - listening };
    ready(told, async () => {
        await office.close();
        await backend.close();
        await rm(folder, { recursive: true, force: true });
    });
}

main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
