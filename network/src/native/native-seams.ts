import { deploySeams, type DeploySeams } from '../deploy/deploy-seams';
import { openLevelStore } from '../seams/level-store';
import type { KeyValueStore } from '../seams/store';
import { machinePorts, type Ports } from './ports';
import { machineProcesses, type ProcessTable } from './process-table';

/** What a native network takes from its surroundings, beside the programs that it starts. */
export interface NativeSeams extends DeploySeams {
    /** A store in a folder, held by one process at a time. */
    readonly openStore: (path: string) => Promise<KeyValueStore>;
    readonly ports: Ports;
    readonly processes: ProcessTable;
}

/** The machine's own, except where the caller brings others. */
export function nativeSeams(given: Partial<NativeSeams> = {}): NativeSeams {
    return {
        ...deploySeams(given),
        openStore: (path) => openLevelStore(path),
        ports: machinePorts,
        processes: machineProcesses,
        ...given,
    };
}
