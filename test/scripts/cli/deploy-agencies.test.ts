import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NetworkHandle, startNetwork } from '../../../network/src/start-network';
import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import { GatewayLifecycle } from '../../../network/src/deploy/gateway-lifecycle';
import { openPackage } from '../../../network/src/deploy/package-file';
import { readOwnOrganization } from '../../../network/src/native/own-organization';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../../network/src/seams/node-file-system';
import { systemRandom } from '../../../network/src/seams/random';
import type { AgenciesData } from '../../../scripts/src/story/story-data';
import { freePortBase } from '../../support/ports';
import {
    agree,
    builderConfigAt,
    fourAgencies,
    type Machine,
    machinesOf,
    otherVersion,
    registers,
} from '../../support/registers/agency-machines';
import { type Ended, started, type Staying, tabularium } from './terminal-session';

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

async function statusOf(machine: Machine, ...args: readonly string[]): Promise<StatusJson['registers']> {
    const { stdout, stderr } = await machine.deploy('status', '--json', ...args);
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
    const authority = CertificateAuthority.create({
        ...{ crypto: nodeCrypto, clock: systemClock, random: systemRandom },
        ...{ organization: 'example.com', commonName: 'chaincode-ca' },
    });

    beforeAll(async () => {
        root = await mkdtemp(path.join(tmpdir(), 'tabularium-agencies-'));
        const base = await freePortBase();
        const { agencies } = await fourAgencies();
        network = await startNetwork({
            dataDir: path.join(root, 'network'),
            ordererPort: base,
            organizations: agencies.map(({ mspId, domain }, index) => {
                const port = base + 1 + index * 2000;
                const client = authority.issue({ commonName: 'peer', hosts: [] });
                const builderConfig = {
                    ...builderConfigAt(`127.0.0.1:${String(port)}`),
                    tabularium_root_cert: authority.certificatePem,
                    tabularium_client_key: client.privateKeyPem,
                    tabularium_client_cert: client.certificatePem,
                };
                return { mspId, domain, port, builderConfig };
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
        for (const { stdout } of await Promise.all(machines.map((machine) => machine.deploy('found')))) {
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
        const [{ code, stdout }, chinese] = await Promise.all([
            civil.deploy('status'),
            civil.deploy('status', '--lang', 'zh'),
        ]);
        expect(code).toBe(1);
        expect(chinese.stdout).toContain('→ 安装并批准：deploy approve');
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
        expect(told.split('\n').filter((line) => line.includes('→'))).toEqual([
            '    → found the directory, one agency for all: deploy found --submit',
        ]);
        expect(code).toBe(1);
    });

    it('do not agree to a document that has another certificate for an officer of theirs', async () => {
        const file = data.path('founding.json');
        const agreed = await readFile(file, 'utf8');
        const hash = /"officerId":"gao","principal":\{"mspId":"DataAuthorityMSP","subjectHash":"(\w+)"/.exec(
            agreed,
        )?.[1];
        await writeFile(file, agreed.replace(hash ?? '?', 'ab'.repeat(32)));
        const { code, stderr } = await data.deploy('found');
        await writeFile(file, agreed);
        expect(stderr).toContain('another certificate for gao');
        expect(code).toBe(1);
    });

    it('do not agree to a channel that puts an agency elsewhere than the document', async () => {
        const file = data.path('channel.json');
        const agreed = await readFile(file, 'utf8');
        const told = async (change: string, instead: string): Promise<string> => {
            expect(agreed).toContain(change);
            await writeFile(file, agreed.replace(change, instead));
            const { code, stderr } = await data.deploy('found');
            expect(code).toBe(1);
            return stderr;
        };
        const marketAt = '"market-regulation": "MarketRegulationMSP"';
        expect(await told(marketAt, marketAt.replace('MarketRegulationMSP', 'DataAuthorityMSP'))).toContain(
            'founding.json and channel.json do not put market-regulation under the same MSP.',
        );
        const civilAt = '"civil-affairs": "CivilAffairsMSP"';
        expect(await told(civilAt, civilAt.replace('CivilAffairsMSP', 'LandRegistryMSP'))).toMatch(
            /^These agencies make no plan: land: owner land-registry and its witnesses are one MSP, LandRegistryMSP\.\n/,
        );
        await writeFile(file, agreed);
    });

    it('found the directory once', async () => {
        const [first, second] = [await data.deploy('found', '--submit'), await civil.deploy('found', '--submit')];
        expect(first.stdout).toContain('✓ The directory is founded.');
        expect(second.stdout).toContain('✓ The directory was founded before.');
        const { code, stdout } = await market.deploy('status');
        expect(stdout).toContain('✓ Nothing is left to do here.');
        expect(code).toBe(0);
    });

    it('call the registers', async () => {
        const department = '{"departmentId":"archive","name":{"zh":"档案科","en":"Archive"}}';
        const written = await callDirectory(department);
        expect(written.stderr).toBe('');
        expect(JSON.parse(written.stdout)).toMatchObject({ result: { departmentId: 'archive' } });
    });

    describe('upgrading one register,', () => {
        let version2: string;
        let newer: readonly string[];

        beforeAll(async () => {
            version2 = await otherVersion('// version 2');
            newer = ['--chaincode', version2];
        });
        afterAll(() => rm(version2, { recursive: true }));

        it('refuse a package of another version', async () => {
            const { code, stderr } = await land.deploy('approve', 'land', ...newer);
            expect(code).toBe(1);
            expect(stderr).toMatch(
                /land\.tar\.gz is land_0\.1\.0-\w+, and this software is land_0\.1\.0-\w+\.\nMake it with deploy package/,
            );
        });

        it('serve the new package beside the old, at the other addresses', async () => {
            const serveBeside = async (machine: Machine): Promise<void> => {
                const made = machine.deploy('package', 'land', '--slot', 'b', ...newer);
                await expect(made).resolves.toMatchObject({ code: 0 });
                servers.push(await machine.serve('land', ...newer));
            };
            await Promise.all(machines.map(serveBeside));
            const [, status] = await statusOf(market, ...newer);
            expect(status).toMatchObject({
                register: 'land',
                outdated: ['version'],
                served: true,
                todo: ['approve', 'wait'],
            });
        });

        it('can read beforehand what would be done, as peer commands, and nothing is done', async () => {
            const height = network.ledger.height;
            const { stdout, code } = await market.deploy('approve', 'land', '--plan', ...newer);
            expect(code).toBe(0);
            const [, status] = await statusOf(market, ...newer);
            const packageId = status?.packageId ?? '';
            const version = /land_(.*):/.exec(packageId)?.[1] ?? '';
            const domain = 'market-regulation.example.com';
            const address = network.organizations[3]?.peer.address ?? '';
            expect(stdout.split('\n')).toEqual([
                '# Nothing is done. With FABRIC_CFG_PATH set to the folder of core.yaml, these do the same:',
                'export CORE_PEER_TLS_ENABLED=true',
                'export CORE_PEER_LOCALMSPID=MarketRegulationMSP',
                `export CORE_PEER_MSPCONFIGPATH=${market.path(`organizations/peerOrganizations/${domain}/users/Admin@${domain}/msp`)}`,
                `export CORE_PEER_ADDRESS=${address.replace('127.0.0.1', 'localhost')}`,
                `export CORE_PEER_TLS_ROOTCERT_FILE=${market.path('plan/MarketRegulationMSP-tls-root.pem')}`,
                `peer lifecycle chaincode install ${market.path('packages/land.tar.gz')}`,
                `peer lifecycle chaincode approveformyorg --orderer ${network.orderer.address} --ordererTLSHostnameOverride orderer.example.com --tls --cafile ${market.path('plan/orderer-tls-root.pem')} ` +
                    `--channelID mychannel --name land --version ${version} --sequence 2 --signature-policy 'AND('\\''LandRegistryMSP.peer'\\'', '\\''CivilAffairsMSP.peer'\\'')' --package-id ${packageId}`,
                '',
            ]);
            expect(network.ledger.height).toBe(height);
            const exchange = await market.deploy('approve', 'exchange', '--plan');
            expect(exchange.stdout).toBe('# Nothing to do.\n');
        });

        it('complete an approval that was killed after the installation', async () => {
            await network.ordering.setMode('manual');
            const killed = started('deploy', 'approve', 'land', '--folder', market.folder, ...newer);
            while (network.ordering.pending === 0) {
                await new Promise(setImmediate);
            }
            killed.kill('SIGKILL');
            // What was sent cannot be taken back: the approval is on the ledger though nobody heard of it.
            await network.ordering.cut();
            await network.ordering.setMode('instant');

            const { stdout, code } = await market.deploy('approve', 'land', ...newer);
            expect(stdout).toBe('✓ land: was installed, was approved at sequence 2\n');
            expect(code).toBe(0);
        });

        it('complete what ended between installation and approval', async () => {
            const { organization, admin } = await readOwnOrganization(data.folder, nodeFileSystem, nodeCrypto);
            const client = new GatewayLifecycle({
                ...{ peer: organization.peer, admin, channelId: 'mychannel' },
                ...{ clock: systemClock, random: systemRandom },
            });
            const bytes = await readFile(data.path('packages/land.tar.gz'));
            await client.install(bytes, (await openPackage(bytes, 'land')).packageId);
            client.close();

            const { stdout } = await data.deploy('approve', 'land', ...newer);
            expect(stdout).toBe('✓ land: was installed, approved at sequence 2\n');
        });

        it('are stopped where the policy would become weaker, in both languages, and go on when they want it', async () => {
            await withWitnesses(civil, ['civil-affairs', 'data-authority'], async () => {
                const [english, chinese] = [
                    await civil.deploy('approve', 'land', ...newer),
                    await civil.deploy('approve', 'land', '--lang', 'zh', ...newer),
                ];
                expect(english).toMatchObject({ code: 1, stdout: '' });
                expect(english.stderr).toContain(
                    'land would protect less than what is committed: LandRegistryMSP.peer and DataAuthorityMSP.peer would suffice to endorse, which is not enough today',
                );
                expect(chinese.stderr).toContain('LandRegistryMSP.peer、DataAuthorityMSP.peer 即足以背书，而现在不足');
                const allowed = await civil.deploy('approve', 'land', '--allow-weaker', ...newer);
                expect(allowed.stdout).toBe('✓ land: installed, approved at sequence 2\n');
            });
        });

        it('do not commit what differs from what they approved themselves', async () => {
            const { code, stderr } = await civil.deploy('commit', 'land', ...newer);
            expect(code).toBe(1);
            expect(stderr).toContain('CivilAffairsMSP has approved another policy of land at sequence 2');
            await expect(civil.deploy('approve', 'land', ...newer)).resolves.toMatchObject({ code: 0 });
        });

        it('do not change an approved package by accident', async () => {
            await civil.deploy('package', 'land', '--type', 'plain', '--slot', 'b', ...newer);
            const [refused, replaced] = [
                await civil.deploy('approve', 'land', ...newer),
                await civil.deploy('approve', 'land', '--replace-package', ...newer),
            ];
            expect(refused.stderr).toMatch(/CivilAffairsMSP has approved land with package land_\S+; this is land_/);
            expect(refused.stderr).toContain('--replace-package');
            expect(replaced.stdout).toBe('✓ land: installed, approved at sequence 2\n');
            await civil.deploy('package', 'land', '--slot', 'b', ...newer);
            await expect(civil.deploy('approve', 'land', '--replace-package', ...newer)).resolves.toMatchObject({
                code: 0,
            });
        });

        it('commit it as sequence 2, and the other registers stay', async () => {
            await expect(land.deploy('approve', 'land', ...newer)).resolves.toMatchObject({ code: 0 });
            const { stdout } = await land.deploy('commit', 'land', ...newer);
            expect(stdout).toBe('✓ land: committed at sequence 2\n');
            const [directory, status] = await statusOf(land, ...newer);
            expect(status).toMatchObject({ committed: { sequence: 2 }, todo: [] });
            expect(directory).toMatchObject({ committed: { sequence: 1 }, outdated: ['version'] });
        });

        it('serve over TLS on both sides, with the certificates that each peer was told', async () => {
            const issued = (name: string): { readonly key: string; readonly cert: string } => {
                const { privateKeyPem, certificatePem } = authority.issue({ commonName: name, hosts: ['127.0.0.1'] });
                return { key: privateKeyPem, cert: certificatePem };
            };
            const serveOverTls = async (machine: Machine): Promise<void> => {
                const { key, cert } = issued('chaincode');
                const addresses = Object.fromEntries(
                    registers.map((register, place) => [register, addressesAt(machine, place)]),
                );
                const tls = { key: 'server.key', cert: 'server.crt', root: 'root.crt', clientCa: 'root.crt' };
                await Promise.all([
                    writeFile(machine.path('server.key'), key),
                    writeFile(machine.path('server.crt'), cert),
                    writeFile(machine.path('root.crt'), authority.certificatePem),
                    writeFile(machine.path('chaincode.json'), JSON.stringify({ addresses, tls })),
                ]);
                await machine.deploy('package', 'licence', '--slot', 'b', '--tls', 'mutual', ...newer);
                servers.push(await machine.serve('licence', ...newer));
                await expect(machine.deploy('approve', 'licence', ...newer)).resolves.toMatchObject({ code: 0 });
            };
            await Promise.all(machines.map(serveOverTls));
            await expect(market.deploy('commit', 'licence', ...newer)).resolves.toMatchObject({ code: 0 });
            const asked = await tabularium(
                ...['call', 'licence', 'accreditationsOf', '{"issuerUscc":"11110105MA9T00106A"}', '--as', 'chen'],
                ...['--network', land.folder, '--json'],
            );
            expect(JSON.parse(asked.stdout)).toMatchObject({ result: { items: [] } });
            const { stdout } = await market.deploy('status', 'licence', ...newer);
            expect(stdout).toContain('installed, server not asked');
        });

        it('serve it: the question reaches the new package', async () => {
            const asked = await tabularium(
                ...['call', 'land', 'publicExtract', '{"unitCode":"110105001001GB00001F00010001"}', '--as', 'chen'],
                ...['--network', land.folder, '--json'],
            );
            expect(JSON.parse(asked.stdout)).toMatchObject({ refusal: { code: 'LAND_TITLE_NOT_FOUND' } });
        });
    });

    it('make a package for peers with a builder for Node, which starts as the register', async () => {
        const [first, second] = [
            await data.deploy('package', 'directory', '--type', 'node', '--json'),
            await market.deploy('package', 'directory', '--type', 'node', '--json'),
        ];
        const ids = [first, second].map(
            ({ stdout }) => (JSON.parse(stdout) as { packages: { packageId: string }[] }).packages,
        );
        expect(ids[0]?.[0]?.packageId).toMatch(/^directory_0\.1\.0-/);
        expect(ids[1]?.[0]?.packageId).toBe(ids[0]?.[0]?.packageId);
        const { type, server } = await openPackage(await readFile(data.path('packages/directory.tar.gz')), 'directory');
        expect({ type, server }).toEqual({ type: 'node', server: undefined });
    });

    it('have printed every line that docs/deploy.md shows', async () => {
        const page = await readFile(path.resolve(__dirname, '../../../docs/deploy.md'), 'utf8');
        const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
        const shown = blocks
            .flatMap(([, language, block = '']) =>
                language === '' && !block.startsWith('organizations/') ? [block] : [],
            )
            .flatMap((block) => block.trimEnd().split('\n'))
            .filter((line) => !line.startsWith('$ '));
        expect(shown.length).toBeGreaterThan(30);
        const printed = new Set(machines.flatMap((machine) => machine.printed.map(masked)));
        expect(shown.filter((line) => !printed.has(masked(line)))).toEqual([]);
    });

    /** Where the machine's peer was told that its servers are. */
    function addressesAt({ mspId }: Machine, place: number): { readonly a: string; readonly b: string } {
        const organization = network.organizations.find((each) => each.mspId === mspId);
        const port = Number(organization?.peer.address.split(':')[1]);
        return { a: `127.0.0.1:${String(port + 200 + place)}`, b: `127.0.0.1:${String(port + 208 + place)}` };
    }

    function callDirectory(input: string): Promise<Ended> {
        return tabularium(
            ...[
                'call',
                'directory',
                'registerDepartment',
                input,
                '--as',
                'land-admin',
                '--json',
                '--network',
                land.folder,
            ],
        );
    }
});

describe('a folder', () => {
    let folder: string;

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-folder-'));
        await writeFile(path.join(folder, 'agencies.json'), JSON.stringify(await fourAgencies()));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('without a key is told so, in both languages', async () => {
        const [english, chinese] = await Promise.all([
            tabularium('deploy', 'status', '--folder', folder),
            tabularium('deploy', 'status', '--folder', folder, '--lang', 'zh'),
        ]);
        expect(english).toMatchObject({ code: 1, stdout: '' });
        expect(english.stderr).toContain("holds no administrator's key");
        expect(chinese.stderr).toContain('没有管理员密钥');
    });
});

/** Changes the witnesses of the land register in one agency's agencies.json, for as long as the work lasts. */
async function withWitnesses(machine: Machine, witnesses: readonly string[], work: () => Promise<void>): Promise<void> {
    const file = machine.path('agencies.json');
    const text = await readFile(file, 'utf8');
    const data = JSON.parse(text) as AgenciesData;
    const land = { ...data.registers.land, witnesses };
    await writeFile(file, JSON.stringify({ ...data, registers: { ...data.registers, land } }));
    await work();
    await writeFile(file, text);
}

/** Without what is another one each time: hashes, ports, and which register and sequence an outcome is about. */
function masked(line: string): string {
    return line
        .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
        .replaceAll(/0\.1\.0-[0-9a-f]{12}/g, 'VERSION')
        .replace(/^✓ 127\.0\.0\.1:\d+ +/, '✓ ADDRESS ')
        .replace(/^✓ \w+: ((?:is )?committed.*) \d+$/, '✓ REGISTER: $1 N');
}
