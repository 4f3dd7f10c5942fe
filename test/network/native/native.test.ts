import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, signers } from '@hyperledger/fabric-gateway';
import type { NetworkBackend, OrganizationHandle } from '../../../network/src/backend';
import { loadSigningIdentity } from '../../../network/src/ca/material';
import type { CollectionConfig } from '../../../network/src/deploy/definition';
import { deployChaincode, type Deployment } from '../../../network/src/deploy/deploy';
import { createLifecycleClient } from '../../../network/src/deploy/lifecycle-client';
import { packageChaincode } from '../../../network/src/deploy/package';
import { attachNetwork } from '../../../network/src/native/attached-backend';
import { startNative } from '../../../network/src/native/native-backend';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../../network/src/seams/node-file-system';
import { systemRandom } from '../../../network/src/seams/random';
import { freePort } from '../../support/ports';
import { startCounter, stopCounter } from './chaincode-server';

const binDir = process.env['FABRIC_BIN'];
const both = "AND('Org1MSP.peer', 'Org2MSP.peer')";

/* Set FABRIC_BIN to the folder of peer and orderer, of Fabric 2.5 or 3.1. */
const suite = binDir === undefined ? describe.skip : describe;

suite(`native Fabric${binDir === undefined ? ' (skipped: FABRIC_BIN is not set)' : ''}`, () => {
    let root: string;
    let backend: NetworkBackend;
    let ports: ReadonlyMap<string, number>;
    let servers: ChildProcess[] = [];

    function addressFor(organization: OrganizationHandle): string {
        return `127.0.0.1:${String(ports.get(organization.mspId))}`;
    }

    function deploy(version: string, network = backend): Promise<Deployment> {
        return deployChaincode({ backend: network, name: 'counter', version, policy: both, addressFor });
    }

    /** As organisation's User1, through its own peer's gateway. */
    async function call(kind: 'submit' | 'evaluate', name: string): Promise<string> {
        const [organization] = backend.organizations;
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const { peer, materialDir, domain, mspId } = organization;
        const read = async (folder: string): Promise<Buffer> => {
            const path = join(materialDir, 'users', `User1@${domain}`, 'msp', folder);
            const [file = ''] = await readdir(path);
            return readFile(join(path, file));
        };
        const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCertPem)), {
            'grpc.ssl_target_name_override': peer.hostAlias,
        });
        const gateway = connect({
            client,
            identity: { mspId, credentials: await read('signcerts') },
            signer: signers.newPrivateKeySigner(createPrivateKey(await read('keystore'))),
        });
        try {
            const contract = gateway.getNetwork(backend.channelId).getContract('counter');
            const result =
                kind === 'submit'
                    ? await contract.submitTransaction(name, 'visits')
                    : await contract.evaluateTransaction(name, 'visits');
            return Buffer.from(result).toString();
        } finally {
            gateway.close();
            client.close();
        }
    }

    async function restartCounters(deployment: Deployment): Promise<void> {
        await Promise.all(servers.map(stopCounter));
        servers = await Promise.all(
            [...ports].map(([mspId, port]) => startCounter(port, deployment.packageIds[mspId] ?? '')),
        );
    }

    beforeAll(async () => {
        root = await mkdtemp(join(tmpdir(), 'native-'));
        await Promise.all(['network', 'second'].map((folder) => mkdir(join(root, folder))));
        ports = new Map([
            ['Org1MSP', await freePort()],
            ['Org2MSP', await freePort()],
        ]);
        backend = await startNative({
            organizations: 2,
            dataDir: join(root, 'network'),
            batch: { timeoutMs: 200, maxMessageCount: 500 },
        });
    }, 90_000);

    afterAll(async () => {
        await Promise.all(servers.map(stopCounter));
        await (backend as NetworkBackend | undefined)?.close();
        await rm(root, { recursive: true });
    });

    it('gives packages the ids that its own peer command calculates', async () => {
        const { bytes, packageId } = await packageChaincode({
            label: 'land_1',
            type: 'ccaas',
            connection: { address: '127.0.0.1:9999' },
        });
        const path = join(root, 'land.tgz');
        await writeFile(path, bytes);

        const calculated = execFileSync(
            join(binDir ?? '', 'peer'),
            ['lifecycle', 'chaincode', 'calculatepackageid', path],
            { env: { FABRIC_CFG_PATH: join(root, 'network/config/peer0.org1.example.com') } },
        );

        expect(calculated.toString().trim()).toBe(packageId);
    });

    it('runs a chaincode that two organisations must endorse', async () => {
        const deployment = await deploy('1');
        await restartCounters(deployment);

        expect(deployment).toMatchObject({ sequence: 1, changed: true });
        expect(await call('submit', 'add')).toBe('1');
        expect(await call('evaluate', 'value')).toBe('1');
    }, 60_000);

    it('has nothing to do when the same is deployed again', async () => {
        await expect(deploy('1')).resolves.toMatchObject({ sequence: 1, changed: false });
    });

    it('takes the next sequence for another version, and keeps the state', async () => {
        const deployment = await deploy('2');
        await restartCounters(deployment);

        expect(deployment).toMatchObject({ sequence: 2, changed: true });
        expect(await call('submit', 'add')).toBe('2');
    }, 60_000);

    it('is found again by its folder, with its version', async () => {
        const attached = await attachNetwork({ dir: join(root, 'network') });

        expect(attached).toMatchObject({ kind: 'attached', fabric: backend.fabric });
        expect(attached.organizations).toEqual(backend.organizations);
        expect(attached.orderer).toEqual(backend.orderer);
        await expect(deploy('2', attached)).resolves.toMatchObject({ sequence: 2, changed: false });
    });

    it('takes collections through its folder, knows them again, and may get more', async () => {
        const attached = await attachNetwork({ dir: join(root, 'network') });
        const inbox = (mspId: string): CollectionConfig => ({
            name: `inbox-${mspId}`,
            policy: `OR('${mspId}.member')`,
            memberOnlyRead: true,
            endorsementPolicy: { signaturePolicy: `OR('${mspId}.peer')` },
        });
        const keep = (collections: readonly CollectionConfig[]): Promise<Deployment> =>
            deployChaincode({ backend: attached, name: 'keeper', version: '1', policy: both, collections, addressFor });

        await expect(keep([inbox('Org1MSP')])).resolves.toMatchObject({ sequence: 1, changed: true });
        await expect(keep([inbox('Org1MSP')])).resolves.toMatchObject({ sequence: 1, changed: false });
        await expect(keep([inbox('Org1MSP'), inbox('Org2MSP')])).resolves.toMatchObject({ sequence: 2, changed: true });
        await expect(keep([inbox('Org2MSP')])).rejects.toMatchObject({
            code: 'DEFINITION_INVALID',
            message: expect.stringContaining(
                'existing collection [inbox-Org1MSP] missing in the proposed collection configuration',
            ) as string,
        });
    }, 60_000);

    it('completes a deployment that was interrupted after one approval', async () => {
        const [organization] = backend.organizations;
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const { packageId, bytes } = await packageChaincode({
            label: 'counter_3',
            type: 'ccaas',
            connection: { address: addressFor(organization) },
        });
        const client = await lifecycleOf(organization, 'Admin');
        await client.install(bytes, packageId);
        await client.approve({ name: 'counter', version: '3', sequence: 3, policy: both }, packageId);
        client.close();

        await expect(deploy('3')).resolves.toMatchObject({ sequence: 3, changed: true });
    });

    it('lets organisations that approved without a package catch up at the same sequence', async () => {
        const definition = { name: 'later', version: '1', sequence: 1, policy: both };
        const clients = await Promise.all(backend.organizations.map((one) => lifecycleOf(one, 'Admin')));
        await Promise.all(clients.map((client) => client.approve(definition)));
        await expect(clients[1]?.queryApproved('later', 1)).resolves.toMatchObject({ packageId: undefined });
        await clients[0]?.commit(
            definition,
            backend.organizations.slice(1).map(({ peer }) => peer),
        );
        const request = { backend, name: 'later', version: '1', policy: both, addressFor };

        await expect(deployChaincode(request)).resolves.toMatchObject({ sequence: 1, changed: true });
        await expect(deployChaincode(request)).resolves.toMatchObject({ sequence: 1, changed: false });
        clients.forEach((client) => {
            client.close();
        });
    });

    it('takes the next sequence for another collection, with the same package', async () => {
        const request = {
            backend,
            name: 'inboxes',
            version: '1',
            policy: both,
            addressFor,
            collections: [{ name: 'inbox', policy: "OR('Org1MSP.peer', 'Org2MSP.peer')", memberOnlyRead: true }],
        };
        const first = await deployChaincode(request);
        const again = await deployChaincode(request);
        const more = await deployChaincode({
            ...request,
            collections: [...request.collections, { name: 'outbox', policy: "OR('Org1MSP.peer')" }],
        });

        expect(first).toMatchObject({ sequence: 1, changed: true });
        expect(again).toMatchObject({ sequence: 1, changed: false });
        expect(more).toMatchObject({ sequence: 2, changed: true });
        expect(more.packageIds).toEqual(first.packageIds);
    });

    it('tells that its ports are taken when it is started a second time', async () => {
        await expect(startNative({ organizations: 2, dataDir: join(root, 'second') })).rejects.toMatchObject({
            code: 'PORT_TAKEN',
            message: 'orderer.example.com cannot listen on 127.0.0.1:7050 (its service): the port is taken',
        });
    });

    it.each([true, false])(
        'does not start in a folder that is in use (fresh: %s), and touches nothing',
        async (fresh) => {
            const dataDir = join(root, 'network');

            await expect(startNative({ organizations: 2, dataDir, fresh })).rejects.toMatchObject({
                code: 'DATA_DIR_IN_USE',
            });
            expect(await readdir(dataDir)).toContain('organizations');
            await expect(attachNetwork({ dir: dataDir })).resolves.toMatchObject({ fabric: backend.fabric });
        },
    );

    it('refuses an installation that no administrator signed', async () => {
        const [organization] = backend.organizations;
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const client = await lifecycleOf(organization, 'User1');

        await expect(client.install(Buffer.from('anything'), 'a:1')).rejects.toMatchObject({ code: 'NOT_AN_ADMIN' });
        client.close();
    });

    it('refuses bytes that are no package, wrong sequences and what was not agreed', async () => {
        const [organization] = backend.organizations;
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const client = await lifecycleOf(organization, 'Admin');
        const definition = { name: 'other', version: '1', sequence: 1, policy: both };

        await expect(client.install(Buffer.from('anything'), 'a:1')).rejects.toMatchObject({ code: 'PACKAGE_REFUSED' });
        await expect(client.commit(definition)).rejects.toMatchObject({ code: 'DEFINITION_NOT_AGREED' });
        await expect(client.checkCommitReadiness({ ...definition, sequence: 2 })).rejects.toMatchObject({
            code: 'SEQUENCE_MISMATCH',
        });
        await expect(client.approve({ ...definition, name: 'qscc' })).rejects.toMatchObject({
            code: 'DEFINITION_INVALID',
        });
        client.close();
    });

    it('invalidates a commit that too few organisations endorsed', async () => {
        const definition = { name: 'lonely', version: '1', sequence: 1, policy: both };
        const [organization] = backend.organizations;
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const client = await lifecycleOf(organization, 'Admin');
        await client.approve(definition);

        await expect(client.commit(definition)).rejects.toMatchObject({
            code: 'TRANSACTION_INVALID',
            message: expect.stringContaining('ENDORSEMENT_POLICY_FAILURE') as string,
        });
        client.close();
    });

    async function lifecycleOf(
        organization: OrganizationHandle,
        user: string,
    ): Promise<ReturnType<typeof createLifecycleClient>> {
        const { materialDir, domain, mspId, peer } = organization;
        return createLifecycleClient({
            peer,
            orderer: backend.orderer,
            admin: await loadSigningIdentity(
                join(materialDir, 'users', `${user}@${domain}`, 'msp'),
                mspId,
                nodeFileSystem,
                nodeCrypto,
            ),
            channelId: backend.channelId,
            clock: systemClock,
            random: systemRandom,
        });
    }
});
