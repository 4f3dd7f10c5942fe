/**
 * fabric-samples' own programs, unmodified, on the embedded network: they know Fabric only, so they notice what is not
 * like Fabric. FABRIC_SAMPLES names a folder of fabric-samples in which asset-transfer-basic's chaincode-typescript and
 * application-gateway-typescript are installed and built (`npm ci && npm run build` in both).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deployChaincode } from '../../network/src/deploy/deploy';
import { packageChaincode } from '../../network/src/deploy/package';
import { testNetworkProfile } from '../../network/src/config/test-network-profile';
import { type NetworkHandle, startNetwork } from '../../network/src/start-network';

interface Ended {
    readonly code: number | null;
    readonly output: string;
}

const samples = process.env['FABRIC_SAMPLES'];
const basic = join(samples ?? '', 'asset-transfer-basic');
const chaincode = join(basic, 'chaincode-typescript');
const application = join(basic, 'application-gateway-typescript');
const reason = whyNot();
const suite = reason === undefined ? describe : describe.skip;

suite(`asset-transfer-basic of fabric-samples${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
    const address = '127.0.0.1:7251';
    const both = "AND('Org1MSP.peer', 'Org2MSP.peer')";
    let network: NetworkHandle | undefined;
    let server: ChildProcess | undefined;
    let told: Ended;

    beforeAll(async () => {
        network = await startNetwork(testNetworkProfile());
        const { packageId } = await packageChaincode({ label: 'basic_1.0', type: 'ccaas', connection: { address } });
        server = startServer(packageId);
        await deployChaincode({
            backend: network,
            name: 'basic',
            version: '1.0',
            policy: both,
            addressFor: () => address,
        });
        const [org1] = network.organizations;
        told = await run(['dist/app.js'], application, { CRYPTO_PATH: org1?.materialDir ?? '' });
    }, 90_000);

    afterAll(async () => {
        await ended(server);
        await network?.close();
    });

    it('runs to its end with exit code 0', () => {
        expect(told).toMatchObject({ code: 0, output: expect.not.stringContaining('FAILED') as string });
    });

    it('sees its three submitted transactions committed', () => {
        expect(told.output.match(/^\*\*\* Transaction committed successfully$/gm)).toHaveLength(3);
        expect(told.output).toContain(
            '*** Successfully submitted transaction to transfer ownership from Tom to Saptha',
        );
    });

    it('reads what it has written', () => {
        expect(told.output).toContain("ID: 'asset6'");
        expect(told.output).toMatch(/ReadAsset[^]*Owner: 'Saptha'/);
    });

    it('ends with the refusal that both peers gave, as Fabric reports it', () => {
        const end = told.output.slice(told.output.indexOf('*** Successfully caught the error'));

        expect(end).toContain(
            'EndorseError: 10 ABORTED: failed to endorse transaction, see attached details for more info',
        );
        expect(end).toContain('chaincode response 500, The asset asset70 does not exist');
        expect(end).toContain("mspId: 'Org1MSP'");
        expect(end).toContain("address: 'peer0.org1.example.com:7051'");
    });

    it('left one valid transaction in a block for each of its submits', () => {
        // Genesis, two approvals and the commit of the chaincode, then InitLedger, CreateAsset, TransferAsset.
        expect(network?.ledger.height).toBe(7);
    });

    function startServer(packageId: string): ChildProcess {
        const command = join(chaincode, 'node_modules/.bin/fabric-chaincode-node');
        const parameters = ['server', `--chaincode-address=${address}`, `--chaincode-id=${packageId}`];
        return spawn(process.execPath, [command, ...parameters], {
            cwd: chaincode,
            env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'error' },
            stdio: 'ignore',
        });
    }
});

function whyNot(): string | undefined {
    if (samples === undefined) {
        return 'FABRIC_SAMPLES is not set';
    }
    const missing = [join(chaincode, 'dist/index.js'), join(application, 'dist/app.js')].find(
        (file) => !existsSync(file),
    );
    return missing === undefined ? undefined : `${missing} is not built`;
}

function run(parameters: readonly string[], cwd: string, environment: Record<string, string>): Promise<Ended> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, parameters, { cwd, env: { ...process.env, ...environment } });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding('utf8').on('data', (text: string) => {
                output += text;
            });
        }
        child.once('error', reject);
        child.once('close', (code) => {
            resolve({ code, output });
        });
    });
}

function ended(child: ChildProcess | undefined): Promise<void> {
    return new Promise((resolve) => {
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
            resolve();
            return;
        }
        child.once('exit', () => {
            resolve();
        });
        child.kill();
    });
}
