import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePortBase } from '../../support/ports';
import { type Staying, staying, tabularium } from './terminal-session';

jest.setTimeout(120_000);

interface BlockJson {
    readonly number: number;
    readonly hash: string;
    readonly previousHash: string;
    readonly transactions: readonly { readonly transactionId: string; readonly code: string }[];
}

async function blocksOf(...choice: readonly string[]): Promise<readonly BlockJson[]> {
    const { stdout } = await tabularium('blocks', '--count', '100', '--json', ...choice);
    return JSON.parse(stdout) as readonly BlockJson[];
}

describe('the network of agencies', () => {
    let folder: string;
    let dir: readonly string[];
    let up: Staying;
    let base: string;
    /** Of the request that one test makes and the next has granted. */
    let requestId = '';

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-up-'));
        dir = ['--dir', folder];
        base = String(await freePortBase());
        up = await staying('ends it;', 'up', '--port-base', base, ...dir);
    });
    afterAll(async () => {
        await up.end();
        await rm(folder, { recursive: true });
    });

    it('tells when it is ready, where it listens and what to try', () => {
        expect(up.printed()).toMatch(/^7 organisations on channel mychannel, as Fabric 2\.5, ready after \d+\.\d s/);
        expect(up.printed()).toContain(`127.0.0.1:${String(Number(base) + 1)}`);
        expect(up.printed()).toContain(`down --dir ${folder}`);
    });

    it('writes running.json with its organisations', async () => {
        const running = JSON.parse(await readFile(path.join(folder, 'running.json'), 'utf8')) as {
            readonly organisations: readonly object[];
        };
        expect(running.organisations[3]).toEqual({
            mspId: 'CourtMSP',
            domain: 'court.example.com',
            address: `127.0.0.1:${String(Number(base) + 6001)}`,
            hostAlias: 'peer0.court.example.com',
            materialDir: path.join(folder, 'network/organizations/peerOrganizations/court.example.com'),
            officers: ['judge-xu', 'yuan', 'court-admin'],
        });
    });

    it('answers a question', async () => {
        const answer = await tabularium(
            'call',
            'directory',
            'agencyById',
            '{"agencyId":"court"}',
            '--as',
            'chen',
            ...dir,
        );
        expect(answer.code).toBe(0);
        expect(JSON.parse(answer.stdout)).toMatchObject({ agencyId: 'court', status: 'ACTIVE' });
    });

    it('tells a refusal with code, text and fix, exit code 1', async () => {
        const call = ['call', 'directory', 'agencyById', '{"agencyId":"nowhere"}', '--as', 'chen', ...dir];
        const [words, chinese, json] = await Promise.all([
            tabularium(...call),
            tabularium(...call, '--lang', 'zh'),
            tabularium(...call, '--json'),
        ]);
        expect(words).toMatchObject({ code: 1, stdout: '' });
        expect(words.stderr).toContain('DIRECTORY_AGENCY_NOT_FOUND: There is no agency nowhere.');
        expect(chinese.stderr).toMatch(/DIRECTORY_AGENCY_NOT_FOUND: .*[\u4e00-\u9fff]/);
        expect(json.code).toBe(1);
        expect(JSON.parse(json.stdout)).toMatchObject({ refusal: { code: 'DIRECTORY_AGENCY_NOT_FOUND' } });
    });

    it('writes, and shows what it wrote as event, block and transaction', async () => {
        const name = '{"departmentId":"archive","name":{"zh":"档案科","en":"Archive"}}';
        const written = await tabularium(
            ...['call', 'directory', 'registerDepartment', name, '--as', 'land-admin', '--json', ...dir],
        );
        const receipt = JSON.parse(written.stdout) as { transactionId: string; blockNumber: number };
        expect(receipt).toMatchObject({ result: { agencyId: 'land-registry', departmentId: 'archive' }, attempts: 1 });

        const [events, tx, blocks] = await Promise.all([
            tabularium('events', '--from', String(receipt.blockNumber), '--json', ...dir),
            tabularium('tx', receipt.transactionId, ...dir),
            blocksOf(...dir),
        ]);
        expect(JSON.parse(events.stdout)).toMatchObject({
            register: 'directory',
            type: 'departmentRegistered',
            payload: { agencyId: 'land-registry', departmentId: 'archive' },
            transactionId: receipt.transactionId,
        });
        expect(tx.stdout).toContain('VALID');
        expect(tx.stdout).toContain('called     directory.registerDepartment');
        expect(tx.stdout).toContain('by         LandRegistryMSP (land-admin@land-registry.example.com)');
        expect(tx.stdout).toMatch(/endorsed {3}.*MSP \(peer0\..*, .*MSP \(peer0\./);
        expect(tx.stdout).toMatch(/wrote {6}directory {2}directory\.department land-registry archive/);
        expect(blocks[receipt.blockNumber]?.transactions).toMatchObject([
            { transactionId: receipt.transactionId, code: 'VALID', chaincode: 'directory' },
        ]);
        for (const [index, block] of blocks.entries()) {
            expect(block.number).toBe(index);
            expect(block.hash).toMatch(/^[0-9a-f]{64}$/);
            expect(block.previousHash).toBe(blocks[index - 1]?.hash ?? '');
        }
    });

    it('tells what is deployed, with the number of private collections', async () => {
        const [words, json] = await Promise.all([tabularium('status', ...dir), tabularium('status', '--json', ...dir)]);
        expect(words.stdout).toContain('chaincode exchange, sequence 1; private collections: 7 inbox, 28 pair\n');
        const { registers } = JSON.parse(json.stdout) as { registers: { name: string; collections: string[] }[] };
        expect(registers.map(({ name }) => name)).toEqual(['directory', 'exchange', 'land', 'licence']);
        expect(registers[1]?.collections).toContain('pair-CivilAffairsMSP-LandRegistryMSP');
    });

    it('takes private input from a file, names who may see it, and shows hashes of it only', async () => {
        const entry = {
            resourceCode: '306010/000007',
            name: { zh: '婚姻登记信息', en: 'Marriage status' },
            abstract: 'Whether a person is married.',
            format: 'DATABASE',
            items: [{ itemCode: 'status', name: { zh: '婚姻状况', en: 'Status' }, dataType: 'TEXT', level: 2 }],
            sharing: { shareType: 'CONDITIONAL', shareCondition: 'For the transfer of land', shareMode: 'PLATFORM' },
            openToPublic: false,
            updateCycle: 'REAL_TIME',
            answerWithinDays: 10,
        };
        const published = await tabularium(
            ...['call', 'exchange', 'publishResource', JSON.stringify(entry), '--as', 'wu', ...dir],
        );
        expect(published).toMatchObject({ code: 0, stderr: '' });
        const wanted = { maxUses: 1, validFrom: '2026-01-01T00:00:00.000Z', validTo: '2099-01-01T00:00:00.000Z' };
        const asking = { resourceCode: '306010/000007', items: ['status'], purposeCode: 'LAND-TRANSFER', wanted };
        const file = path.join(folder, 'details.json');
        await writeFile(file, '{"caseNumber":"LT-2026-117","justification":"Consent of the spouse"}');
        const request = ['exchange', 'requestShare', JSON.stringify(asking), '--as', 'lu', '--private-file', file];

        const asked = await tabularium('endorsers', ...request, ...dir, '--json');
        const members = ['CivilAffairsMSP', 'DataAuthorityMSP', 'LandRegistryMSP'];
        expect(JSON.parse(asked.stdout)).toMatchObject({
            policies: [
                { chaincode: 'exchange' },
                {
                    collection: 'pair-CivilAffairsMSP-LandRegistryMSP',
                    policy: "AND('DataAuthorityMSP.peer', OR('CivilAffairsMSP.peer', 'LandRegistryMSP.peer'))",
                },
            ],
            sees: members,
            sets: [
                ['CivilAffairsMSP', 'DataAuthorityMSP'],
                ['DataAuthorityMSP', 'LandRegistryMSP'],
            ],
        });

        const written = await tabularium('call', ...request, ...dir, '--json');
        const { transactionId, result } = JSON.parse(written.stdout) as {
            transactionId: string;
            result: { requestId: string };
        };
        requestId = result.requestId;
        const [tx, blocks] = await Promise.all([tabularium('tx', transactionId, ...dir), blocksOf(...dir)]);
        expect(tx.stdout).toContain('private    exchange  pair-CivilAffairsMSP-LandRegistryMSP  wrote 1');
        expect(tx.stdout).not.toContain('LT-2026-117');
        expect(blocks.at(-1)?.transactions).toMatchObject([{ collections: ['pair-CivilAffairsMSP-LandRegistryMSP'] }]);
    });

    it('lets both sides of a delivery be played by hand: key, use, seal, commitment, delivery, opening', async () => {
        const call = async (as: string, transaction: string, input: object, secret?: string): Promise<object> => {
            const hidden = secret === undefined ? [] : ['--private-file', secret];
            const args = [
                'call',
                'exchange',
                transaction,
                JSON.stringify(input),
                '--as',
                as,
                '--json',
                ...hidden,
                ...dir,
            ];
            const { stdout, stderr } = await tabularium(...args);
            expect(stderr).toBe('');
            return (JSON.parse(stdout) as { result: object }).result;
        };
        await call('gao', 'checkConformity', { requestId, outcome: 'CONFORMS' });
        const terms = { maxUses: 1, validFrom: '2026-01-01T00:00:00.000Z', validTo: '2099-01-01T00:00:00.000Z' };
        const answer = { decision: 'GRANT', items: ['status'], ...terms };
        const { grantId } = (await call('wu', 'answerRequest', { requestId, answer })) as { grantId: string };

        const [key, otherKey] = [path.join(folder, 'use.key.json'), path.join(folder, 'other.key.json')];
        const { stdout: publicHalf } = await tabularium('delivery-key', key);
        await tabularium('delivery-key', otherKey);
        const details = path.join(folder, 'use.json');
        await writeFile(details, '{"caseNumber":"LT-2026-117","subjectReference":"The seller"}');
        const use = { slot: 1, items: ['status'], purposeCode: 'LAND-TRANSFER' };
        const hashes = { subject: 'a'.repeat(64), requestHash: 'b'.repeat(64) };
        const input = { grantId, ...use, ...hashes, deliverTo: JSON.parse(publicHalf) as object };
        const { usageId } = (await call('lu', 'useGrant', input, details)) as { usageId: string };

        const [record, delivery] = [path.join(folder, 'record.json'), path.join(folder, 'delivery.json')];
        await writeFile(record, '{"status":"MARRIED 2009-05-20"}');
        const sealed = await tabularium('seal', usageId, record, '--as', 'wu', '--out', delivery, '--json', ...dir);
        expect(sealed).toMatchObject({ code: 0, stderr: '' });
        const { commitment } = JSON.parse(sealed.stdout) as { commitment: string };
        expect(await readFile(delivery, 'utf8')).not.toContain('MARRIED');
        await call('wu', 'commitAnswer', { usageId, commitment, responseHash: 'c'.repeat(64) });
        await call('wu', 'deliverRecord', { usageId }, delivery);

        const opened = await tabularium('open', usageId, '--as', 'lu', '--key', key, ...dir);
        expect(opened).toMatchObject({ code: 0, stderr: '' });
        expect(JSON.parse(opened.stdout)).toEqual({ status: 'MARRIED 2009-05-20' });
        const [wrongKey, chinese, neighbour] = await Promise.all([
            tabularium('open', usageId, '--as', 'lu', '--key', otherKey, ...dir),
            tabularium('open', usageId, '--as', 'lu', '--key', otherKey, '--lang', 'zh', ...dir),
            tabularium('open', usageId, '--as', 'yan', '--key', key, ...dir),
        ]);
        expect(wrongKey).toMatchObject({ code: 1, stdout: '' });
        expect(wrongKey.stderr).toContain('The record is sealed to another key.');
        expect(wrongKey.stderr).toContain('privateJwk');
        expect(chinese.stderr).toContain('记录是以另一把密钥密封的。');
        expect(neighbour).toMatchObject({ code: 1, stdout: '' });
        expect(neighbour.stderr).toContain('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
    });

    it('follows the events, first those that were', async () => {
        const follow = await staying('directoryFounded', 'events', '--follow', '--json', ...dir);
        await expect(follow.end()).resolves.toBe(0);
    });

    it('tells who would have to endorse, and writes nothing', async () => {
        const before = await blocksOf(...dir);
        const name = '{"departmentId":"survey","name":{"zh":"测绘科","en":"Survey"}}';
        const { code, stdout } = await tabularium(
            ...['endorsers', 'directory', 'registerDepartment', name, '--as', 'land-admin', '--json', ...dir],
        );
        expect(code).toBe(0);
        const { sets } = JSON.parse(stdout) as { sets: readonly string[][] };
        expect(sets).toHaveLength(4);
        expect(sets).toContainEqual(['CivilAffairsMSP', 'CourtMSP', 'LandRegistryMSP']);
        await expect(blocksOf(...dir)).resolves.toHaveLength(before.length);
    });

    it('names the users there are when it is asked for another', async () => {
        const { code, stderr } = await tabularium('blocks', '--as', 'nobody', ...dir);
        expect(code).toBe(1);
        expect(stderr).toContain('no user nobody');
        expect(stderr).toContain('judge-xu');
    });

    it('says that a transaction or block is not there', async () => {
        const [tx, blocks] = await Promise.all([
            tabularium('tx', '0'.repeat(64), ...dir),
            tabularium('blocks', '--from', '9999', ...dir),
        ]);
        expect(tx).toMatchObject({ code: 1, stdout: '' });
        expect(tx.stderr).toContain('No block holds transaction');
        expect(blocks.stderr).toContain('There is no block 9999 yet.');
    });

    it('cannot be started twice in its folder or at its ports', async () => {
        const [same, taken] = await Promise.all([
            tabularium('up', ...dir),
            tabularium('up', '--profile', 'test-network', '--port-base', base, '--dir', path.join(folder, 'other')),
        ]);
        expect(same.code).toBe(1);
        expect(same.stderr).toContain('runs in');
        expect(same.stderr).toContain(`down --dir ${folder}`);
        expect(taken.code).toBe(1);
        expect(taken.stderr).toContain(`cannot listen on 127.0.0.1:${base}: the port is taken.`);
        expect(taken.stderr).toContain('--port-base');
        expect(taken.stderr.trim().split('\n')).toHaveLength(2);
    });

    it('ends when told to from elsewhere, and goes on with the same ledger when started again', async () => {
        const before = await blocksOf(...dir);
        const down = await tabularium('down', ...dir);
        expect(down).toMatchObject({ code: 0, stderr: '' });
        await expect(up.end()).resolves.toBe(0);
        await expect(readFile(path.join(folder, 'running.json'))).rejects.toThrow('ENOENT');

        up = await staying('ends it;', 'up', '--port-base', base, ...dir);
        await expect(blocksOf(...dir)).resolves.toEqual(before);
    });
});

describe('registers on a network that others run', () => {
    let folder: string;
    let network: readonly string[];
    let deployArguments: readonly string[];
    let up: Staying;

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-deploy-'));
        const base = String(await freePortBase());
        up = await staying(
            ...(['ends it;', 'up', '--profile', 'test-network', '--port-base', base, '--dir', folder] as const),
        );
        network = ['--network', path.join(folder, 'test-network')];
        deployArguments = ['deploy', ...network, '--orderer', `127.0.0.1:${base}`, '--dir', folder];
    });
    afterAll(async () => {
        await up.end();
        await rm(folder, { recursive: true });
    });

    it('prints what applications of fabric-samples need', () => {
        const cryptoPath = path.join(folder, 'test-network/organizations/peerOrganizations/org1.example.com');
        expect(up.printed()).toContain(`export CRYPTO_PATH=${cryptoPath}\n`);
        expect(up.printed()).toContain('export PEER_HOST_ALIAS=peer0.org1.example.com\n');
    });

    it('are deployed, founded and served; a second run changes nothing', async () => {
        const first = await staying('Serving', ...deployArguments);
        expect(first.printed()).toContain('register directory: deployed, sequence 1');
        expect(first.printed()).toContain("writes need AND('Org1MSP.peer', 'Org2MSP.peer')");
        expect(first.printed()).toContain('    private collections: 2 inbox, 3 pair\n');
        const asked = await tabularium(
            ...['call', 'directory', 'agencyById', '{"agencyId":"court"}', '--as', 'chen', ...network],
        );
        expect(JSON.parse(asked.stdout)).toMatchObject({ mspId: 'Org2MSP', status: 'ACTIVE' });
        await expect(first.end()).resolves.toBe(0);
        const before = await blocksOf(...network);

        const second = await staying('Serving', ...deployArguments);
        expect(second.printed()).toContain('register land: unchanged, sequence 1');
        await expect(blocksOf(...network)).resolves.toEqual(before);
        await expect(second.end()).resolves.toBe(0);
    });

    it('say that nobody serves them when the chaincode has ended', async () => {
        const { code, stderr } = await tabularium(
            ...['call', 'directory', 'agencyById', '{"agencyId":"court"}', '--as', 'chen', ...network],
        );
        expect(code).toBe(1);
        expect(stderr).toContain('nobody serves its chaincode');
        expect(stderr).toContain('deploy');
    });

    it('ask which one is meant where two users have one name', async () => {
        const { stderr } = await tabularium('blocks', '--as', 'User1', ...network);
        expect(stderr).toContain('User1@org1.example.com, User1@org2.example.com');
    });
});
