import type { NetworkHandle } from '@tabularium/network';
import path from 'node:path';
import type { RecordOffice } from '../registers/record-office';
import { openCitizens } from './citizens';
import { openDeliveries } from './deliveries';
import { openHeldRecords } from './held-records';
import { openPseudonyms } from './pseudonyms';
import { openScope } from './scope';
import type { Stage } from './stage';
import type { StoryData } from './story-data';
import type { ToldActs } from './told-acts';

interface StageParts {
    readonly story: StoryData;
    readonly office: RecordOffice;
    readonly network: NetworkHandle;
    readonly told: ToldActs;
    /** Keys of citizens and agencies are kept below. */
    readonly folder: string;
}

export async function openStage({ story, office, network, told, folder }: StageParts): Promise<Stage> {
    const { agencies, persons, parcels } = story;
    const [citizens, { records, saltOf }, deliveries, pseudonyms] = await Promise.all([
        openCitizens(persons, path.join(folder, 'citizens')),
        openHeldRecords(story.records, path.join(folder, 'records')),
        openDeliveries(story.records, path.join(folder, 'deliveries')),
        openPseudonyms(persons, agencies, path.join(folder, 'data-authority')),
    ]);
    const { run, begun } = told;
    return {
        office,
        agencies,
        citizens,
        cutter: {
            get pending() {
                return network.ordering.pending;
            },
            setMode: (mode) => network.ordering.setMode(mode),
            cut: () => network.ordering.cut(),
        },
        run,
        begun,
        saltOf,
        deliveries,
        scope: openScope({ citizens, parcels, records, deliveries, pseudonyms, begun, told: told.acts }),
    };
}
