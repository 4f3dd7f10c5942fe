import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrganizationHandle } from '../../../network/src/backend';
import { numberedOrganizations } from '../../../network/src/config/test-network-profile';
import { deployChaincode } from '../../../network/src/deploy/deploy';
import { type NativeHandle, startNative } from '../../../network/src/native/native-backend';
import { attachNetwork } from '../../../network/src/native/attached-backend';
import { installOnOtherPeers } from '../../../network/src/native/other-peers';
import { freePorts } from '../../support/ports';
import { askPeer, eventually, gatewayOf, heights, organizationOf, peersOf, startProbe, stopProbe } from './cluster';

jest.setTimeout(120_000);

const binDir = process.env['FABRIC_BIN'];
/* Set FABRIC_BIN to the folder of peer and orderer, of Fabric 2.5 or 3.1. */
const suite = binDir === undefined ? describe.skip : describe;

suite(
    `three orderers and four peers of native Fabric${binDir === undefined ? ' (skipped: FABRIC_BIN is not set)' : ''}`,
    () => {
        let dataDir: string;
        let network: NativeHandle;
        let addresses: ReadonlyMap<string, string>;
        let servers: ChildProcess[] = [];

        const start = (): Promise<NativeHandle> =>
            startNative({
                organizations: numberedOrganizations(2).map((each) => ({ ...each, peers: 2 })),
                orderers: 3,
                dataDir,
                batch: { mode: 'instant' },
            });

        /** Endorsed by both organisations, whichever peers are up; committed as valid when it resolves. */
        async function put(key: string, value: string, withinMs?: number): Promise<void> {
            const { gateway, close } = await gatewayOf(organizationOf(network));
            try {
                const contract = gateway.getNetwork(network.channelId).getContract('probe');
                await eventually(() => contract.submitTransaction('put', key, value), withinMs);
            } finally {
                close();
            }
        }

        /** What each of the four peers has under the key. */
        async function everywhere(key: string): Promise<readonly string[]> {
            const answers = network.organizations.flatMap((organization) =>
                [organization.peer, ...(organization.otherPeers ?? [])].map((peer) =>
                    askPeer(network, organization, peer, 'probe', 'get', key),
                ),
            );
            return (await Promise.all(answers)).map(String);
        }

        async function expectEverywhere(key: string, value: string): Promise<void> {
            await eventually(async () => {
                expect(await everywhere(key)).toEqual([value, value, value, value]);
            });
        }

        function nodeNamed(name: string): NativeHandle['nodes'][number] {
            const node = network.nodes.find((candidate) => candidate.name === name);
            if (node === undefined) {
                throw new Error(`no node ${name}`);
            }
            return node;
        }

        async function leader(): Promise<string> {
            return eventually(async () => {
                const name = await network.leader();
                expect(name).toBeDefined();
                return name ?? '';
            });
        }

        beforeAll(async () => {
            dataDir = await mkdtemp(join(tmpdir(), 'native-cluster-'));
            network = await start();
            const ports = await freePorts(2);
            addresses = new Map(
                ports.map((port, index) => [`Org${String(index + 1)}MSP`, `127.0.0.1:${String(port)}`]),
            );
            const addressFor = ({ mspId }: OrganizationHandle): string => addresses.get(mspId) ?? '';
            const { packageIds } = await deployChaincode({
                backend: network,
                name: 'probe',
                version: '1',
                policy: "AND('Org1MSP.peer', 'Org2MSP.peer')",
                collections: [
                    {
                        name: 'own',
                        policy: "OR('Org1MSP.member')",
                        requiredPeerCount: 1,
                        maxPeerCount: 1,
                        endorsementPolicy: { signaturePolicy: "OR('Org1MSP.peer')" },
                    },
                ],
                addressFor,
            });
            await installOnOtherPeers({ backend: network, label: 'probe_1', addressFor });
            servers = await Promise.all(
                [...addresses].map(([mspId, address]) => startProbe(address, packageIds[mspId] ?? '')),
            );
        });

        afterAll(async () => {
            await (network as NativeHandle | undefined)?.close();
            await Promise.all(servers.map(stopProbe));
            await rm(dataDir, { recursive: true });
        });

        it('has a process and a log for every node, and says how much memory they take', async () => {
            expect(network.nodes.map(({ name }) => name)).toEqual([
                'orderer.example.com',
                'orderer2.example.com',
                'orderer3.example.com',
                'peer0.org1.example.com',
                'peer1.org1.example.com',
                'peer0.org2.example.com',
                'peer1.org2.example.com',
            ]);
            expect(network.nodes.every(({ pid }) => pid !== undefined)).toBe(true);
            expect(await network.memoryBytes()).toBeGreaterThan(50_000_000);
        });

        it('is found by its folder with all peers', async () => {
            const attached = await attachNetwork({ dir: dataDir });

            expect(attached.organizations).toEqual(network.organizations);
            expect(peersOf(attached).map(({ address }) => address)).toEqual([
                'localhost:7051',
                'localhost:7061',
                'localhost:9051',
                'localhost:9061',
            ]);
        });

        it('commits a command on every peer', async () => {
            await put('all', 'here');

            await expectEverywhere('all', 'here');
        });

        it('gives private data to the other peer of the member, and to no other organisation', async () => {
            const member = organizationOf(network);
            const { gateway, close } = await gatewayOf(member);
            await gateway
                .getNetwork(network.channelId)
                .getContract('probe')
                .submit('hide', {
                    arguments: ['own'],
                    transientData: { secret: 'for Org1' },
                    endorsingOrganizations: ['Org1MSP'],
                });
            close();

            for (const peer of [member.peer, ...(member.otherPeers ?? [])]) {
                await eventually(async () => {
                    expect(String(await askPeer(network, member, peer, 'probe', 'reveal', 'own'))).toBe('for Org1');
                }, 10_000);
            }
            const stranger = organizationOf(network, 2);
            await expect(askPeer(network, stranger, stranger.peer, 'probe', 'reveal', 'own')).rejects.toThrow(
                'private data matching public hash version is not available',
            );
        });

        it('goes on at once when an orderer is killed that does not lead', async () => {
            const leading = await leader();
            const other = network.nodes.find(({ kind, name }) => kind === 'orderer' && name !== leading);
            await other?.kill();

            await put('follower killed', 'goes on', 10_000);

            await expectEverywhere('follower killed', 'goes on');
            await other?.start();
        });

        it('goes on after an election when the leader is killed', async () => {
            const before = await leader();
            await nodeNamed(before).kill();

            await put('leader killed', 'goes on');

            expect(await leader()).not.toBe(before);
            await expectEverywhere('leader killed', 'goes on');
            await nodeNamed(before).start();
        });

        it('lets the other peer of an organisation endorse while one is killed, which catches up when it is back', async () => {
            const killed = nodeNamed('peer0.org2.example.com');
            await killed.kill();

            await put('peer killed', 'goes on');
            await killed.start();

            await expectEverywhere('peer killed', 'goes on');
            await eventually(async () => {
                expect(new Set(Object.values(await heights(network))).size).toBe(1);
            });
        });

        it.each(['stopped', 'killed'])(
            'goes on with the same ledger and certificates after all of it was %s',
            async (how) => {
                await put('last', how);
                await expectEverywhere('last', how);
                const [before, organizations] = [await heights(network), network.organizations];
                if (how === 'killed') {
                    await Promise.all(network.nodes.map((node) => node.kill()));
                }
                await network.close();

                network = await start();

                expect(network.organizations).toEqual(organizations);
                await eventually(async () => {
                    expect(await heights(network)).toEqual(before);
                });
                await expectEverywhere('last', how);
                await put('after', how);
                await expectEverywhere('after', how);
            },
        );

        it('is refused a start with another number of orderers or other organisations, and keeps what it has', async () => {
            await network.close();
            const other = (more: object): Promise<NativeHandle> =>
                startNative({ organizations: 2, orderers: 3, dataDir, batch: { mode: 'instant' }, ...more });

            await expect(other({ organizations: 3 })).rejects.toMatchObject({
                code: 'DATA_DIR_MISMATCH',
                message: `${dataDir} holds a network that differs in organisations, number of peers, ports`,
            });
            await expect(other({ orderers: 1 })).rejects.toMatchObject({
                message: `${dataDir} holds a network that differs in number of peers, number of orderers`,
            });

            network = await start();
            await expectEverywhere('last', 'killed');
        });

        it('starts over when it is told to', async () => {
            await network.close();
            network = await startNative({ organizations: 2, dataDir, fresh: true, batch: { mode: 'instant' } });

            expect(await heights(network)).toEqual({ 'peer0.org1.example.com': 1, 'peer0.org2.example.com': 1 });
        });
    },
);
