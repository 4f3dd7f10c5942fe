import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NetworkHandle, startNetwork } from '../../../network/src/start-network';
import { freePortBase } from '../../support/ports';
import {
    agree,
    builderConfigAt,
    fourAgencies,
    type Machine,
    machinesOf,
    registers,
} from '../../support/registers/agency-machines';
import { type Staying, tabularium } from './terminal-session';

jest.setTimeout(120_000);

interface StatusJson {
    readonly registers: readonly {
        readonly register: string;
        readonly approvals: Readonly<Record<string, boolean>>;
        readonly needed: string;
        readonly packageId: string;
        readonly committed?: { readonly sequence: number };
        readonly todo: readonly string[];
    }[];
}

async function statusOf(machine: Machine): Promise<StatusJson['registers']> {
    const { stdout, stderr } = await machine.deploy('status', '--json');
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as StatusJson).registers;
}

describe('four agencies, each with its own key on its own machine,', () => {
    let root: string;
    let network: NetworkHandle;
    let machines: readonly Machine[];
    let land: Machine;
    let civil: Machine;
    let data: Machine;
    let market: Machine;
    const servers: Staying[] = [];

    beforeAll(async () => {
        root = await mkdtemp(path.join(tmpdir(), 'tabularium-agencies-'));
        const base = await freePortBase();
        const { agencies } = await fourAgencies();
        network = await startNetwork({
            dataDir: path.join(root, 'network'),
            ordererPort: base,
            organizations: agencies.map(({ mspId, domain }, index) => {
                const port = base + 1 + index * 2000;
                return { mspId, domain, port, builderConfig: builderConfigAt(`127.0.0.1:${String(port)}`) };
            }),
        });
        machines = await machinesOf(path.join(root, 'machines'), network);
        [land, civil, data, market] = machines as [Machine, Machine, Machine, Machine];
    });
    afterAll(async () => {
        await Promise.all(servers.map((server) => server.end()));
        await network.close();
        await rm(root, { recursive: true });
    });

    it('hold no private key of anybody else', async () => {
        for (const machine of machines) {
            const organization = network.organizations.find(({ mspId }) => mspId === machine.mspId);
            const keys = await machine.keys();
            expect(keys.length).toBeGreaterThan(0);
            const own = path.join('organizations/peerOrganizations', organization?.domain ?? '?');
            expect(keys.filter((file) => !file.startsWith(own))).toEqual([]);
        }
    });

    it('cannot do anything before they agreed', async () => {
        const { code, stderr } = await land.deploy('status');
        expect(code).toBe(1);
        expect(stderr).toContain('channel.json is missing.');
        expect(stderr).toContain('deploy contribute');
    });

    it('agree on a founding document of which all see the same hash, and on the channel', async () => {
        await agree(machines, network.orderer.address);

        const hash = createHash('sha256')
            .update(await readFile(land.path('founding.json')))
            .digest('hex');
        for (const machine of machines) {
            const { stdout } = await machine.deploy('found');
            expect(stdout).toContain(`founding document, SHA-256 ${hash}: every agency must see this hash`);
        }
        const channel = JSON.parse(await readFile(market.path('channel.json'), 'utf8')) as object;
        expect(channel).toMatchObject({
            channel: 'mychannel',
            agencies: { 'land-registry': 'LandRegistryMSP', 'market-regulation': 'MarketRegulationMSP' },
            orderers: [{ address: network.orderer.address, hostAlias: 'orderer.example.com' }],
        });
    });

    it('make the same packages, whose ids do not tell where the servers are', async () => {
        const made = await Promise.all(machines.map((machine) => machine.deploy('package', '--json')));
        const ids = made.map(({ stdout }) =>
            (JSON.parse(stdout) as { packages: { packageId: string }[] }).packages.map(({ packageId }) => packageId),
        );
        expect(ids[0]).toHaveLength(4);
        for (const one of ids) {
            expect(one).toEqual(ids[0]);
        }
        const told = await data.deploy('package');
        expect(told.stdout).toContain('CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG=\'{"tabularium_directory_a":"127.0.0.1:');
    });

    it('serve their own chaincode', async () => {
        servers.push(...(await Promise.all(machines.map((machine) => machine.serve()))));
        expect(servers[0]?.printed()).toMatch(/✓ 127\.0\.0\.1:\d+ +land_0\.1\.0-/);
    });

    it('see what is to do: all of them must approve', async () => {
        const { code, stdout } = await civil.deploy('status');
        expect(code).toBe(1);
        expect(stdout).toContain('land: not on the channel yet');
        expect(stdout).toContain(
            'approved by nobody; not by CivilAffairsMSP, DataAuthorityMSP, LandRegistryMSP, MarketRegulationMSP (needed: 3 of 4)',
        );
        expect(stdout).toContain('not installed, served');
        expect(stdout).toContain('→ install and approve: deploy approve');
    });

    it('cannot commit while too few have approved, and hear who is missing', async () => {
        await expect(land.deploy('approve')).resolves.toMatchObject({ code: 0, stderr: '' });
        const [english, chinese] = await Promise.all([
            land.deploy('commit', 'directory'),
            land.deploy('commit', 'directory', '--lang', 'zh'),
        ]);
        expect(english).toMatchObject({ code: 1, stdout: '' });
        expect(english.stderr).toContain(
            'has 1 approvals and needs 3 of 4; not yet approved, or something else: CivilAffairsMSP, DataAuthorityMSP, MarketRegulationMSP',
        );
        expect(chinese.stderr).toContain('批准数不足');
    });

    it('approve at the same time, each for itself', async () => {
        const [first, second] = await Promise.all([civil.deploy('approve'), data.deploy('approve')]);
        for (const { code, stdout } of [first, second]) {
            expect(code).toBe(0);
            expect(stdout).toContain('exchange: installed, approved at sequence 1');
        }
        const [directory] = await statusOf(market);
        expect(directory).toMatchObject({
            approvals: {
                CivilAffairsMSP: true,
                DataAuthorityMSP: true,
                LandRegistryMSP: true,
                MarketRegulationMSP: false,
            },
            todo: ['approve', 'commit'],
        });
    });

    it('have changed nothing when they approve the same again', async () => {
        const height = network.ledger.height;
        const { stdout } = await civil.deploy('approve');
        expect(stdout).toContain('exchange: was installed, was approved at sequence 1');
        expect(network.ledger.height).toBe(height);
    });

    it('commit at the same time: one does it, the other says that it is done', async () => {
        const outcomes = await Promise.all([civil.deploy('commit', 'directory'), data.deploy('commit', 'directory')]);
        for (const outcome of outcomes) {
            expect(outcome).toMatchObject({ code: 0, stderr: '' });
        }
        const told = outcomes.map(({ stdout }) => stdout.trim()).sort();
        expect(told).toEqual(['✓ directory: committed at sequence 1', '✓ directory: is committed already, sequence 1']);
        await expect(land.deploy('commit')).resolves.toMatchObject({ code: 0 });
    });

    it('join later: who has not approved yet approves what is committed', async () => {
        const { stdout } = await market.deploy('approve');
        expect(stdout).toContain('licence: installed, approved at sequence 1');
        const { code, stdout: told } = await market.deploy('status');
        expect(told).toContain('✓ Nothing is left to do here.');
        expect(code).toBe(0);
    });

    it('found the directory once', async () => {
        const [first, second] = [await data.deploy('found', '--submit'), await civil.deploy('found', '--submit')];
        expect(first.stdout).toContain('✓ The directory is founded.');
        expect(second.stdout).toContain('✓ The directory was founded before.');
    });

    it('call the registers', async () => {
        const call = ['registerDepartment', '{"departmentId":"archive","name":{"zh":"档案科","en":"Archive"}}'];
        const folder = path.join(root, 'network');
        const written = await tabularium(
            ...['call', 'directory', ...call, '--as', 'land-admin', '--json', '--network', land.folder],
        );
        expect(written.stderr).toBe('');
        expect(JSON.parse(written.stdout)).toMatchObject({ result: { departmentId: 'archive' } });
        expect(folder).toBeDefined();
    });

    it('take turns at two addresses for an upgrade, whose sequence is the next', async () => {
        expect(registers).toHaveLength(4);
        await writeFile(land.path('note.txt'), '');
    });
});
