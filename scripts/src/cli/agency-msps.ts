import { nodeFileSystem } from '@tabularium/network';
import { z } from 'zod';
import type { AgenciesData } from '../story/story-data';
import { UsageError } from '../text/usage-error';

/** Agency id → MSP id. */
export type AgencyMsps = Readonly<Record<string, string>>;

const ProfileFile = z.strictObject({ agencies: z.record(z.string(), z.string()) });

/**
 * Gives the owner of `land` the first MSP to itself and deals the other agencies over the rest in turn, witnesses first:
 * so owner and witnesses are different MSPs wherever there are two, and a lender is never the registry's own.
 */
export function dealtMsps({ registers, agencies }: AgenciesData, mspIds: readonly string[]): AgencyMsps {
    const { owner, witnesses } = registers.land;
    const [first = '', ...rest] = mspIds;
    const others = new Set([...witnesses, ...agencies.map(({ agencyId }) => agencyId)].filter((id) => id !== owner));
    const dealt = [...others].map((agencyId, index) => [agencyId, rest[index % rest.length] ?? first] as const);
    return Object.fromEntries([[owner, first], ...dealt]);
}

/** @throws UsageError when the file does not give every agency an MSP of the network, or nobody else witnesses a register */
export async function readMsps(file: string, data: AgenciesData, mspIds: readonly string[]): Promise<AgencyMsps> {
    const bytes = await nodeFileSystem.readFile(file);
    const { agencies } = parse(bytes === undefined ? '' : Buffer.from(bytes).toString('utf8'), file);
    const unknown = Object.entries(agencies).filter(([, mspId]) => !mspIds.includes(mspId));
    const missing = data.agencies.map(({ agencyId }) => agencyId).filter((id) => !Object.hasOwn(agencies, id));
    if (unknown.length > 0 || missing.length > 0) {
        const wrong = [...unknown.map(([agencyId, mspId]) => `${agencyId} → ${mspId}`), ...missing].join(', ');
        throw new UsageError(
            { en: `${file} does not place ${wrong}.`, zh: `${file} 未能安置 ${wrong}。` },
            {
                en: `Give every agency one of this network's MSPs: ${mspIds.join(', ')}.`,
                zh: `请为每个机构指定本网络的一个 MSP：${mspIds.join(', ')}。`,
            },
        );
    }
    const alone = Object.entries(data.registers).find(([, { owner, witnesses }]) =>
        witnesses.every((witness) => agencies[witness] === agencies[owner]),
    );
    if (mspIds.length > 1 && alone !== undefined) {
        const [register, { owner, witnesses }] = alone;
        throw new UsageError(
            {
                en: `${file} puts ${owner} and all witnesses of ${register} under ${agencies[owner] ?? ''}.`,
                zh: `${file} 将 ${owner} 与 ${register} 的所有见证机构都置于 ${agencies[owner] ?? ''}。`,
            },
            {
                en: `Put one of ${witnesses.join(', ')} under another MSP: somebody else must see what is written.`,
                zh: `请将 ${witnesses.join(', ')} 之一置于另一 MSP：写入须有他人见证。`,
            },
        );
    }
    return agencies;
}

function parse(text: string, file: string): z.output<typeof ProfileFile> {
    try {
        return ProfileFile.parse(JSON.parse(text));
    } catch {
        throw new UsageError(
            { en: `${file} is missing or not a profile.`, zh: `${file} 不存在或格式不符。` },
            {
                en: 'Write {"agencies":{"land-registry":"Org1MSP","civil-affairs":"Org2MSP",…}}, or leave out --profile.',
                zh: '格式为 {"agencies":{"land-registry":"Org1MSP","civil-affairs":"Org2MSP",…}}；也可不用 --profile。',
            },
        );
    }
}
