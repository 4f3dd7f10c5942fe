/** A program: the embedded network of the story, in a process of its own. Arguments: agencies.json's folder, data, port. */
import { startNetwork } from '@tabularium/network';
import { networkOptions } from '../registers/network-options';
import { readAgencies } from '../story/story-data';
import { ready } from './child';

async function main([story = '', dataDir = '', portBase = '']: readonly string[]): Promise<void> {
    const network = await startNetwork(networkOptions(await readAgencies(story), dataDir, Number(portBase)));
    const { kind, fabric, channelId, organizations, orderer } = network;
    ready({ kind, fabric, channelId, organizations, orderer }, () => network.close());
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
