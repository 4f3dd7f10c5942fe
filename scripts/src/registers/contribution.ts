/**
 * What one agency's administrator gives to all others before the founding: where the agency signs, how the directory
 * will know its officers, where its peer is. Nothing in it is secret.
 */
import { z } from 'zod';
import type { AgenciesData } from '../story/story-data';
import { UsageError } from '../text/usage-error';
import { ChannelFile } from './channel-file';
import { composeFounding, type Founding } from './founding';

const Endpoint = ChannelFile.shape.peers.valueType;

export const Contribution = z.strictObject({
    channel: z.string().min(1),
    mspId: z.string().min(1),
    peer: Endpoint,
    orderers: z.array(Endpoint),
    agencies: z.array(z.string()).min(1),
    /** Officer id → the directory's principal. */
    officers: z.record(z.string(), z.strictObject({ mspId: z.string(), subjectHash: z.string() })),
});
export type Contribution = z.output<typeof Contribution>;

export interface Agreement {
    readonly founding: Founding;
    readonly channel: ChannelFile;
}

/** @throws UsageError when an agency is missing or comes twice, or the contributions speak of different channels */
export function agreementOf(data: AgenciesData, contributions: readonly Contribution[], now: Date): Agreement {
    const channels = [...new Set(contributions.map(({ channel }) => channel))];
    const [channel] = channels;
    const placed = contributions.flatMap(({ mspId, agencies }) => agencies.map((agencyId) => ({ agencyId, mspId })));
    const wrong = [
        ...data.agencies.filter(({ agencyId }) => placed.filter((one) => one.agencyId === agencyId).length !== 1),
    ].map(({ agencyId }) => agencyId);
    if (channel === undefined || channels.length > 1 || wrong.length > 0) {
        const what = wrong.length > 0 ? wrong.join(', ') : channels.join(', ');
        throw new UsageError(
            {
                en: `The contributions do not make one channel with every agency once: ${what}.`,
                zh: `各机构材料未能构成一个通道且每个机构恰好出现一次：${what}。`,
            },
            {
                en: 'One contribution of each organisation; each agency of agencies.json in one of them.',
                zh: '每个组织一份材料；agencies.json 中的每个机构只出现在其中一份。',
            },
        );
    }
    const mspIds = new Map(placed.map(({ agencyId, mspId }) => [agencyId, mspId]));
    const officers = new Map(contributions.flatMap((each) => Object.entries(each.officers)));
    const members = {
        mspIdOf: (agencyId: string) => mspIds.get(agencyId) ?? '',
        principalOf: (officerId: string) => officers.get(officerId),
    };
    const orderers = contributions.flatMap((each) => each.orderers);
    return {
        founding: composeFounding(data, members, now),
        channel: {
            channel,
            agencies: Object.fromEntries(data.agencies.map(({ agencyId }) => [agencyId, members.mspIdOf(agencyId)])),
            peers: Object.fromEntries(contributions.map(({ mspId, peer }) => [mspId, peer])),
            orderers: orderers.filter(
                ({ address }, index) => orderers.findIndex((other) => other.address === address) === index,
            ),
        },
    };
}
