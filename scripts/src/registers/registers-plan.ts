import { deploymentPlan, type RegisterDeployment } from '@tabularium/chaincode/deployments';
import type { AgenciesData } from '../story/story-data';

/** Who must endorse which register, and its collections: the directory belongs to all founding agencies. */
export function registersPlan(
    { agencies, registers }: AgenciesData,
    mspIdOf: (agencyId: string) => string,
): readonly RegisterDeployment[] {
    return deploymentPlan({
        agencies: Object.fromEntries(agencies.map(({ agencyId }) => [agencyId, mspIdOf(agencyId)])),
        registers: {
            directory: {
                kind: 'committee',
                members: agencies.filter((agency) => agency.founding).map(({ agencyId }) => agencyId),
            },
            ...Object.fromEntries(
                Object.entries(registers).map(([register, named]) => [register, { kind: 'witnessed', ...named }]),
            ),
        },
    });
}
