import { openDeployer, packageChaincode, type CollectionConfig, type NetworkBackend } from '@tabularium/network';
import { type Child, startChild } from './child';
import { RAW, RAW_DIRECTORY } from './raw-contract';

/** As the exchange's for the same two organisations and its owner. */
export const RAW_PAIR = 'pair';
export const RAW_INBOX = 'inbox';

/** The organisations that endorse; of the inbox the first one alone. */
export const RAW_ENDORSERS = ['LandRegistryMSP', 'CivilAffairsMSP'] as const;

/** Written like a register's: an owner and one of its witnesses. */
const POLICY = "AND('LandRegistryMSP.peer', OR('CivilAffairsMSP.peer', 'TaxBureauMSP.peer'))";

const collections: readonly CollectionConfig[] = [
    {
        name: RAW_INBOX,
        policy: "OR('LandRegistryMSP.member')",
        memberOnlyRead: true,
        endorsementPolicy: { signaturePolicy: "OR('LandRegistryMSP.peer')" },
    },
    {
        name: RAW_PAIR,
        policy: "OR('LandRegistryMSP.member', 'CivilAffairsMSP.member', 'DataAuthorityMSP.member')",
        maxPeerCount: 2,
        memberOnlyRead: true,
        memberOnlyWrite: true,
    },
];

/** Deploys the raw contract twice, to be called and to call, and serves both from one process. */
export async function deployRaw(backend: NetworkBackend, ports: readonly [number, number]): Promise<Child<object>> {
    const chaincodes = await Promise.all(
        [RAW, RAW_DIRECTORY].map(async (name, index) => {
            const address = `127.0.0.1:${String(ports[index])}`;
            const { packageId } = await packageChaincode({ label: name, type: 'ccaas', connection: { address } });
            return { name, address, packageId };
        }),
    );
    const child = await startChild<object>(
        'raw-process',
        chaincodes.flatMap(({ packageId, address }) => [packageId, address]),
        { CORE_CHAINCODE_LOGGING_LEVEL: 'error' },
    );
    const deployer = await openDeployer({ backend });
    try {
        for (const { name, address } of chaincodes) {
            await deployer.deploy({
                name,
                version: '1',
                policy: POLICY,
                label: name,
                addressFor: () => address,
                ...(name === RAW ? { collections } : {}),
            });
        }
    } finally {
        deployer.close();
    }
    return child;
}
