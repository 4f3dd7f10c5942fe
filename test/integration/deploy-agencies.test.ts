/**
 * Four agencies on Fabric's own processes, each with its own key in its own folder: what test/scripts/cli/deploy-agencies
 * tries on the embedded network, and what only Fabric can referee.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CertificateAuthority } from '../../network/src/ca/certificate-authority';
import { numberedOrganizations, testNetworkPort } from '../../network/src/config/test-network-profile';
import { GatewayLifecycle } from '../../network/src/deploy/gateway-lifecycle';
import { openPackage } from '../../network/src/deploy/package-file';
import { readOwnOrganization } from '../../network/src/native/own-organization';
import { systemClock } from '../../network/src/seams/clock';
import { nodeCrypto } from '../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../network/src/seams/node-file-system';
import { systemRandom } from '../../network/src/seams/random';
import type { NetworkBackend } from '../../network/src/backend';
import { startNative } from '../../network/src/native/native-backend';
import {
    agencyIds,
    agree,
    builderConfigAt,
    type Machine,
    machinesOf,
    otherVersion,
} from '../support/registers/agency-machines';
import { backends } from '../support/registers/backends';
import { type Ended, started, type Staying, tabularium } from '../scripts/cli/terminal-session';

jest.setTimeout(240_000);

const binDir = process.env['FABRIC_BIN'];
const native = backends.find(({ name }) => name === 'native');
const skipped = native === undefined ? 'another backend is asked for' : native.skipped;
const suite = skipped === undefined ? describe : describe.skip;

suite(`agencies that deploy for themselves on native${skipped === undefined ? '' : ` (skipped: ${skipped})`}`, () => {
    let root: string;
    let network: NetworkBackend;
    let machines: readonly Machine[];
    let version2: string;
    const servers: Staying[] = [];
    const authority = CertificateAuthority.create({
        ...{ crypto: nodeCrypto, clock: systemClock, random: systemRandom },
        ...{ organization: 'example.com', commonName: 'chaincode-ca' },
    });

    beforeAll(async () => {
        root = await mkdtemp(path.join(tmpdir(), 'tabularium-agencies-'));
        version2 = await otherVersion('// version 2');
        network = await startNative({
            organizations: numberedOrganizations(agencyIds.length).map((each) => ({
                ...each,
                builderConfig: {
                    ...builderConfigAt(`127.0.0.1:${String(each.port)}`),
                    tabularium_root_cert: authority.certificatePem,
                },
            })),
            dataDir: path.join(root, 'network'),
            batch: { timeoutMs: 150, maxMessageCount: 10 },
        });
        machines = await machinesOf(path.join(root, 'machines'), network);
    });
    afterAll(async () => {
        await Promise.all(servers.map((server) => server.end()));
        await (network as NetworkBackend | undefined)?.close();
        await Promise.all([root, version2].map((folder) => rm(folder, { recursive: true })));
    });

    it('share no key', async () => {
        for (const [index, machine] of machines.entries()) {
            const own = `organizations/peerOrganizations/org${String(index + 1)}.example.com/`;
            const keys = await machine.keys();
            expect(keys.filter((file) => file.startsWith(own)).length).toBeGreaterThan(0);
            expect(keys.filter((file) => !file.startsWith(own))).toEqual([]);
        }
    });

    it('agree, make the same packages and serve them', async () => {
        await agree(machines, network.orderer.address);
        const made = await onAll((machine) => machine.deploy('package', '--json'));
        const packages = made.map(({ stdout }) => /"packageId": "land_[^"]+"/.exec(stdout)?.[0]);
        expect(packages[0]).toMatch(/land_0\.1\.0-\w+:[0-9a-f]{64}/);
        expect(new Set(packages).size).toBe(1);
        for (const machine of machines) {
            servers.push(await machine.serve());
        }
    });

    it('hear who is missing before enough have approved', async () => {
        await succeeded(machine(1).deploy('approve', 'directory'));
        const { code, stderr } = await machine(1).deploy('commit', 'directory');
        expect(code).toBe(1);
        expect(stderr).toContain('needs 3 of 4; not yet approved, or something else: Org2MSP, Org3MSP, Org4MSP');
    });

    it('approve at the same time', async () => {
        const outcomes = await onAll((one) => one.deploy('approve'));
        for (const { code, stdout } of outcomes) {
            expect(stdout).toContain('exchange: installed, approved at sequence 1');
            expect(code).toBe(0);
        }
    });

    it('commit at the same time: one does it, the other says that it is done', async () => {
        const outcomes = await Promise.all([
            machine(2).deploy('commit', 'directory'),
            machine(3).deploy('commit', 'directory'),
        ]);
        expect(outcomes.map(({ stderr }) => stderr)).toEqual(['', '']);
        expect(outcomes.map(({ stdout }) => stdout.trim()).sort()).toEqual([
            '✓ directory: committed at sequence 1',
            '✓ directory: is committed already, sequence 1',
        ]);
        await succeeded(machine(4).deploy('commit'));
    });

    it('found the directory and have nothing left to do', async () => {
        await expect(succeeded(machine(3).deploy('found', '--submit'))).resolves.toContain('The directory is founded.');
        for (const one of machines) {
            await expect(succeeded(one.deploy('status'))).resolves.toContain('✓ Nothing is left to do here.');
        }
    });

    it('run a command', async () => {
        const input = '{"departmentId":"archive","name":{"zh":"档案科","en":"Archive"}}';
        const written = await tabularium(
            ...['call', 'directory', 'registerDepartment', input, '--as', 'land-admin', '--json'],
            ...['--network', machine(1).folder],
        );
        expect(written.stderr).toBe('');
        expect(JSON.parse(written.stdout)).toMatchObject({ result: { departmentId: 'archive' } });
    });

    it('upgrade one register by the printed commands, run by Fabric’s own peer command', async () => {
        const newer = ['--chaincode', version2];
        for (const one of machines) {
            await succeeded(one.deploy('package', 'land', '--slot', 'b', ...newer));
            servers.push(await one.serve('land', ...newer));
            const plan = await succeeded(one.deploy('approve', 'land', '--plan', ...newer));
            await peerCommands(plan);
        }
        const plan = await succeeded(machine(1).deploy('commit', 'land', '--plan', ...newer));
        expect(plan.match(/--peerAddresses/g)).toHaveLength(4);
        await peerCommands(plan);
        for (const one of machines) {
            await expect(succeeded(one.deploy('status', 'land', ...newer))).resolves.toContain(
                'land: sequence 2, version',
            );
        }
        await expect(succeeded(machine(2).deploy('commit', 'land', '--plan', ...newer))).resolves.toBe(
            '# Nothing to do.\n',
        );
    });

    it('upgrade the register with private collections by the printed commands too', async () => {
        const newer = ['--chaincode', version2];
        for (const one of machines) {
            await succeeded(one.deploy('package', 'exchange', '--slot', 'b', ...newer));
            servers.push(await one.serve('exchange', ...newer));
            await peerCommands(await succeeded(one.deploy('approve', 'exchange', '--plan', ...newer)));
        }
        await peerCommands(await succeeded(machine(1).deploy('commit', 'exchange', '--plan', ...newer)));
        const told = await succeeded(machine(4).deploy('status', 'exchange', ...newer));
        expect(told).toContain('✓ Nothing is left to do here.');
        expect(told).toContain('private collections: 4 inbox, 10 pair');
    });

    it('serve over TLS, with the certificates that each peer was told', async () => {
        const newer = ['--chaincode', version2];
        for (const [index, one] of machines.entries()) {
            const { certificatePem, privateKeyPem } = authority.issue({
                commonName: 'chaincode',
                hosts: ['127.0.0.1'],
            });
            await Promise.all([
                writeFile(one.path('server.key'), privateKeyPem),
                writeFile(one.path('server.crt'), certificatePem),
                writeFile(one.path('root.crt'), authority.certificatePem),
                writeFile(one.path('chaincode.json'), ownChaincode(testNetworkPort(index + 1))),
            ]);
            await succeeded(one.deploy('package', 'licence', '--slot', 'b', '--tls', 'server', ...newer));
            const server = await one.serve('licence', ...newer);
            expect(server.printed()).toMatch(/✓ 127\.0\.0\.1:\d+ +licence_/);
            servers.push(server);
        }
    });

    it('complete an approval that was killed after the installation', async () => {
        const newer = ['--chaincode', version2];
        const one = machine(4);
        const killed = started('deploy', 'approve', 'licence', '--folder', one.folder, ...newer);
        const { packageId } = await openPackage(await readFile(one.path('packages/licence.tar.gz')), 'licence');
        await untilInstalled(one, packageId);
        killed.kill('SIGKILL');

        const told = await succeeded(one.deploy('approve', 'licence', ...newer));
        expect(told).toMatch(/^✓ licence: was installed, (was )?approved at sequence 2\n$/);
        await onAll((other) => other.deploy('approve', 'licence', ...newer));
        await succeeded(machine(2).deploy('commit', 'licence', ...newer));
        for (const other of machines) {
            await expect(succeeded(other.deploy('status', 'licence', ...newer))).resolves.toContain(', served');
        }
        const asked = await tabularium(
            ...['call', 'licence', 'accreditationsOf', '{"issuerUscc":"11110105MA9T00106A"}', '--as', 'chen'],
            ...['--network', machine(1).folder, '--json'],
        );
        expect(JSON.parse(asked.stdout)).toMatchObject({ result: { items: [] } });
        expect(asked.stderr).toBe('');
    });

    it('ask the upgraded register', async () => {
        const asked = await tabularium(
            ...['call', 'land', 'publicExtract', '{"unitCode":"110105001001GB00001F00010001"}', '--as', 'chen'],
            ...['--network', machine(1).folder, '--json'],
        );
        expect(JSON.parse(asked.stdout)).toMatchObject({ refusal: { code: 'LAND_TITLE_NOT_FOUND' } });
    });

    async function untilInstalled({ folder }: Machine, packageId: string): Promise<void> {
        const { organization, admin } = await readOwnOrganization(folder, nodeFileSystem, nodeCrypto);
        const client = new GatewayLifecycle({
            ...{ peer: organization.peer, admin, channelId: network.channelId },
            ...{ clock: systemClock, random: systemRandom },
        });
        while (!(await client.queryInstalled()).some((installed) => installed.packageId === packageId)) {
            // Asked again as soon as the peer has answered.
        }
        client.close();
    }

    function machine(number: number): Machine {
        const found = machines[number - 1];
        if (found === undefined) {
            throw new Error(`there is no machine ${String(number)}`);
        }
        return found;
    }

    function onAll(work: (machine: Machine) => Promise<Ended>): Promise<readonly Ended[]> {
        return Promise.all(machines.map(work));
    }

    async function succeeded(command: Promise<Ended>): Promise<string> {
        const { code, stdout, stderr } = await command;
        expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout });
        return stdout;
    }

    /** A shell that knows `peer` and nothing of this repository. */
    async function peerCommands(script: string): Promise<void> {
        const env = {
            PATH: `${binDir ?? ''}:${process.env['PATH'] ?? ''}`,
            HOME: root,
            FABRIC_CFG_PATH: path.join(root, 'network/config/peer0.org1.example.com'),
        };
        await new Promise<void>((resolve, reject) => {
            const child = execFile('sh', ['-e'], { env }, (error, _stdout, stderr) => {
                if (error === null) {
                    resolve();
                } else {
                    reject(new Error(`${error.message}\n${stderr}`, { cause: error }));
                }
            });
            child.stdin?.end(script);
        });
    }
});

/** `chaincode.json` with the addresses that the peer at this port was told, and files for TLS. */
function ownChaincode(port: number): string {
    const at = (place: number): string => `127.0.0.1:${String(port + place)}`;
    const addresses = {
        directory: { a: at(200), b: at(208) },
        land: { a: at(201), b: at(209) },
        exchange: { a: at(202), b: at(210) },
        licence: { a: at(203), b: at(211) },
    };
    return JSON.stringify({ addresses, tls: { key: 'server.key', cert: 'server.crt', root: 'root.crt' } });
}
