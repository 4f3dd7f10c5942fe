/** `npm start`: starts the network, puts the registers on it, tells the story, and stays up. */
import { nodeFileSystem, startNetwork } from '@tabularium/network';
import { Command } from 'commander';
import path from 'node:path';
import { interrupted } from './cli/interrupted';
import { dirOption } from './cli/running-network';
import { announce } from './cli/running';
import { spawnChaincodeHost } from './registers/chaincode-host';
import { openRecordOffice } from './registers/record-office';
import { networkOptions } from './registers/network-options';
import { closingWords, openingWords } from './story/frame';
import { Narrator } from './story/narrator';
import { Player } from './story/player';
import { openStage } from './story/open-stage';
import { readStory } from './story/story-data';
import { openToldActs } from './story/told-acts';
import { runCommand } from './text/run-command';
import { chooseLanguage, type Language } from './text/language';
import { UsageError } from './text/usage-error';

interface Options {
    readonly data: string;
    readonly dir: string;
    readonly lang?: string;
    readonly exit: boolean;
    readonly fresh: boolean;
    readonly portBase?: string;
}

const command = new Command('npm start --')
    .description('Starts a network of agencies, deploys the registers, tells the story of a house sale, and stays up.')
    .option(
        '--data <folder>',
        'read agencies, persons, parcels, records and cases from here',
        path.join(__dirname, '../story'),
    )
    .option('--dir <folder>', 'keep the network here', '.tabularium')
    .option('--lang <language>', 'en or zh; default from LANG')
    .option('--exit', 'end after the story: 0 if every act came out as told', false)
    .option('--fresh', 'throw away what an earlier start has left', false)
    .option('--port-base <number>', 'let the orderer listen here and the peers above it; default 7050')
    .parse();

const options = command.opts<Options>();
const language = chooseLanguage(options.lang, process.env);

runCommand(language, () => main(options, language));

async function main({ data, dir, exit, fresh, portBase }: Options, chosen: Language): Promise<number> {
    const folder = path.resolve(dir);
    const print = (line: string): void => {
        process.stdout.write(`${line}\n`);
    };
    const narrator = new Narrator(chosen, print);
    const story = await readStory(path.resolve(data));
    const begun = performance.now();
    const host = spawnChaincodeHost();
    const network = await startNetwork({
        ...networkOptions(story.agencies, path.join(folder, 'network'), portOf(portBase)),
        fresh,
    }).catch(async (error: unknown) => {
        await host.close();
        throw error;
    });
    const officeFolder = path.join(folder, 'office');
    if (fresh) {
        await nodeFileSystem.remove(officeFolder);
    }
    try {
        const office = await openRecordOffice({
            backend: network,
            agencies: story.agencies,
            folder: officeFolder,
            host,
        });
        const forget = await announce(folder, network, story.agencies);
        try {
            const told = await openToldActs(path.join(officeFolder, 'story.json'));
            const stage = await openStage({ story, office, network, told, folder: officeFolder });
            openingWords(narrator, { story, office, network, told, milliseconds: performance.now() - begun });
            const player = new Player({
                cases: story.cases,
                stage,
                narrator,
                told: told.acts,
                onTold: (id, result) => told.add(id, result),
            });
            const wrong = await player.play();
            const holds = wrong === 0 && (await player.outcomeHolds(storyteller(story)));
            await closingWords(narrator, { story, office, network, dirOption: dirOption(dir), holds, exit });
            if (!exit) {
                await interrupted();
            }
            return holds ? 0 : 1;
        } finally {
            await forget();
            await office.close();
        }
    } finally {
        await network.close();
    }
}

/** @throws UsageError */
function portOf(text: string | undefined): number | undefined {
    if (text !== undefined && !(Number(text) >= 1024 && Number(text) <= 37_000)) {
        throw new UsageError(
            { en: `--port-base ${text} is not a port.`, zh: `--port-base ${text} 不是端口号。` },
            { en: 'Give a number from 1024 to 37000.', zh: '请给出 1024 到 37000 之间的数字。' },
        );
    }
    return text === undefined ? undefined : Number(text);
}

function storyteller({ agencies }: Awaited<ReturnType<typeof readStory>>): string {
    return agencies.agencies[0]?.officers[0]?.officerId ?? '';
}
