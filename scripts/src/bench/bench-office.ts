import type { NetworkBackend } from '@tabularium/network';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRecordOffice, type RecordOffice } from '../registers/record-office';
import { openCitizens, type Citizen } from '../story/citizens';
import { readStory } from '../story/story-data';
import { deployAssets } from './asset-chaincode';
import { startChild } from './child';
import { BESIDE_ORDERER, freePortBase } from './free-ports';
import { DAY_MS, fromNow } from './periods';
import { plainClient, type PlainClient } from './plain-client';
import { ProcessorMeter } from './processor-time';
import { deployRaw } from './raw-chaincode';

/** The story's network with its registers, the sample-style chaincode and the raw one, each in its own process. */
export interface BenchOffice {
    readonly office: RecordOffice;
    /** Of the registrar, for the chaincodes that are not registers. */
    readonly plain: PlainClient;
    /** With an attested key. */
    readonly citizen: Citizen;
    readonly meter: ProcessorMeter;
    close(): Promise<void>;
}

export const STORY_FOLDER = path.join(__dirname, '../../story');

export async function openBenchOffice(): Promise<BenchOffice> {
    const opened: (() => unknown)[] = [];
    const close = async (): Promise<void> => {
        for (const undo of opened.splice(0).reverse()) {
            await undo();
        }
    };
    try {
        const folder = await mkdtemp(path.join(tmpdir(), 'tabularium-bench-'));
        opened.push(() => rm(folder, { recursive: true, force: true }));
        const { agencies, persons } = await readStory(STORY_FOLDER);
        const portBase = await freePortBase(agencies.agencies.length);
        const data = path.join(folder, 'network');
        const network = await startChild<Omit<NetworkBackend, 'close'>>('network-process', [
            STORY_FOLDER,
            data,
            String(portBase),
        ]);
        opened.push(() => network.close());
        const backend: NetworkBackend = { ...network.told, close: () => network.close() };
        const office = await openRecordOffice({ backend, agencies, folder: path.join(folder, 'office') });
        opened.push(() => office.close());
        const asset = await deployAssets(backend, path.join(folder, 'asset'), portBase + BESIDE_ORDERER.asset);
        opened.push(() => asset.close());
        const raw = await deployRaw(backend, [portBase + BESIDE_ORDERER.raw, portBase + BESIDE_ORDERER.rawDirectory]);
        opened.push(() => raw.close());
        const plain = plainClient(office, 'chen');
        opened.push(() => {
            plain.close();
        });
        const citizen = await attestedCitizen(office, await openCitizens(persons, path.join(folder, 'citizens')));
        const meter = new ProcessorMeter({
            network: network.pid,
            registers: office.hostPid,
            asset: asset.pid,
            raw: raw.pid,
        });
        return { office, plain, citizen, meter, close };
    } catch (error) {
        await close();
        throw error;
    }
}

async function attestedCitizen(office: RecordOffice, citizens: ReadonlyMap<string, Citizen>): Promise<Citizen> {
    const [citizen] = citizens.values();
    if (citizen === undefined) {
        throw new Error('the story has no citizens');
    }
    await office.client('zhou').directory.attestKey({
        personRef: citizen.party.ref,
        jwk: citizen.publicJwk,
        validFrom: fromNow(-DAY_MS),
        validTo: fromNow(365 * DAY_MS),
    });
    return citizen;
}
