import type { RecordOffice } from '../registers/record-office';
import type { Citizen } from './citizens';
import type { Deliveries } from './deliveries';
import type { AgenciesData } from './story-data';

/** Cuts blocks by hand, so that a race is one on purpose. */
export interface BlockCutter {
    /** Transactions that wait for a block. */
    readonly pending: number;
    setMode(mode: 'instant' | 'manual'): Promise<void>;
    cut(): Promise<void>;
}

/** What every act plays on. */
export interface Stage {
    readonly office: RecordOffice;
    readonly agencies: AgenciesData;
    readonly citizens: ReadonlyMap<string, Citizen>;
    readonly cutter: BlockCutter;
    /** Part of every command id: a story told again under another name is another story. */
    readonly run: string;
    /** When the story was first told. */
    readonly begun: Date;
    /** Salts of private input: an act that is sent again after a stop must be the same command. */
    readonly saltOf: (name: string) => string;
    readonly deliveries: Deliveries;
    /** What references stand for; each act adds its result under its id. */
    readonly scope: Map<string, unknown>;
}
