/**
 * A program: from a folder, empty or left by an earlier run, to registers that answer, with the network on disk as
 * `npm start` has it. Parameters: the folder and the first port.
 */
import { startNetwork } from '@tabularium/network';
import path from 'node:path';
import { spawnChaincodeHost } from '../registers/chaincode-host';
import { networkOptions } from '../registers/network-options';
import { openRecordOffice } from '../registers/record-office';
import { readAgencies } from '../story/story-data';
import { STORY_FOLDER } from './bench-office';
import { ready } from './child';

export interface FirstTransaction {
    /** Milliseconds since Node started this process, to the moment `startNetwork` was called. */
    readonly loading: number;
    /** From there until the network listened. */
    readonly network: number;
    /** From there until the registers' founding transaction was valid; on a second start, until it was found to be. */
    readonly founding: number;
    /** From there until all registers were deployed. */
    readonly others: number;
}

async function main(): Promise<void> {
    const [folder = '', portBase] = process.argv.slice(2);
    const agencies = await readAgencies(STORY_FOLDER);
    const loading = performance.now();
    // As `npm start` does: the registers load while the network makes its certificates.
    const host = spawnChaincodeHost();
    const backend = await startNetwork(networkOptions(agencies, path.join(folder, 'network'), Number(portBase)));
    const listening = performance.now();
    let founded = listening;
    const office = await openRecordOffice({
        backend,
        agencies,
        folder: path.join(folder, 'office'),
        host,
        onProgress: (step) => {
            founded = step === 'founded' ? performance.now() : founded;
        },
    });
    const told: FirstTransaction = {
        loading,
        network: listening - loading,
        founding: founded - listening,
        others: performance.now() - founded,
    };
    ready(told, async () => {
        await office.close();
        await backend.close();
    });
}

main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
