import { nodeFileSystem } from '@tabularium/network';
import path from 'node:path';
import { z } from 'zod';
import type { AgenciesData } from '../story/story-data';
import { UsageError } from '../text/usage-error';

const Endpoint = z.strictObject({
    /** `host:port` to dial. */
    address: z.string().regex(/^[^/\s]+:\d+$/),
    /** Name in the TLS certificate. */
    hostAlias: z.string().min(1),
    tlsRootCertPem: z.string().includes('-----BEGIN CERTIFICATE-----'),
});

/** `channel.json`: public facts that all administrators share, so that each of them asks for the same definitions. */
export const ChannelFile = z.strictObject({
    channel: z.string().min(1),
    /** Agency id → MSP id. */
    agencies: z.record(z.string(), z.string()),
    /** MSP id → the organisation's peer; only the plans of commits need the others'. */
    peers: z.record(z.string(), Endpoint),
    /** Needed for plans alone: peers know the orderers from the channel. */
    orderers: z.array(Endpoint),
});
export type ChannelFile = z.output<typeof ChannelFile>;

export const CHANNEL_FILE = 'channel.json';

/** @throws UsageError when it is missing, unreadable, or does not place every agency */
export async function readChannelFile(folder: string, { agencies }: AgenciesData): Promise<ChannelFile> {
    const file = path.join(folder, CHANNEL_FILE);
    const channel = await readJson(file, ChannelFile);
    if (channel === undefined) {
        throw new UsageError(
            { en: `${file} is missing.`, zh: `缺少 ${file}。` },
            {
                en: 'Get it from whoever has put the contributions together, or do that: deploy contribute, then deploy found.',
                zh: '请向汇总各机构材料者索取，或自行汇总：先 deploy contribute，再 deploy found。',
            },
        );
    }
    const missing = agencies.map(({ agencyId }) => agencyId).filter((id) => !Object.hasOwn(channel.agencies, id));
    if (missing.length > 0) {
        const list = missing.join(', ');
        throw new UsageError(
            { en: `${file} does not place ${list}.`, zh: `${file} 未能安置 ${list}。` },
            {
                en: 'Use the agencies.json and the channel.json that belong together.',
                zh: '请使用相互配套的 agencies.json 与 channel.json。',
            },
        );
    }
    return channel;
}

/** Undefined where there is no such file. @throws UsageError when it does not fit */
export async function readJson<Schema extends z.ZodType>(
    file: string,
    schema: Schema,
): Promise<z.output<Schema> | undefined> {
    const bytes = await nodeFileSystem.readFile(file);
    if (bytes === undefined) {
        return undefined;
    }
    try {
        return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
        const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
        throw new UsageError(
            { en: `${file} does not fit: ${problem}`, zh: `${file} 格式不符：${problem}` },
            { en: 'Get the file again, or correct the named places.', zh: '请重新取得该文件，或更正所指之处。' },
        );
    }
}
