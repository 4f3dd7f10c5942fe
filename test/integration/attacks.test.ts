/** Attacks that succeed against simpler designs; each must fail here, on the embedded network as on Fabric. */
import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { peer } from '@hyperledger/fabric-protos';
import { deploymentPlan } from '../../chaincode/src/deployments';
import { canonicalJson } from '../../chaincode/src/runtime/json';
import { blockTransactions } from '../../client/src/events/block-reader';
import { wireErrorIn } from '../../client/src/errors/wire-error';
import type { Tabularium } from '../../client/src/tabularium';
import type { NetworkBackend, OrganizationHandle } from '../../network/src/backend';
import { loadSigningIdentity } from '../../network/src/ca/material';
import { deployChaincode } from '../../network/src/deploy/deploy';
import { createLifecycleClient } from '../../network/src/deploy/lifecycle-client';
import { packageChaincode } from '../../network/src/deploy/package';
import { systemClock } from '../../network/src/seams/clock';
import { nodeCrypto } from '../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../network/src/seams/node-file-system';
import { systemRandom } from '../../network/src/seams/random';
import { createTabularium } from '../../client/src/tabularium';
import { openFounding } from '../../scripts/src/registers/founding';
import { openOfficers, type OfficerIdentity } from '../../scripts/src/registers/officers';
import type { Citizen } from '../../scripts/src/story/citizens';
import { suiteChaincodeAddress } from '../support/registers/addresses';
import { onEveryBackend, testWith, type OpenedBackend } from '../support/registers/backends';
import { spawnChaincodeHost } from '../../scripts/src/registers/chaincode-host';
import { codeVersion } from '../../scripts/src/registers/code-version';
import { chaincodeRoot } from '../support/registers/built-chaincode';
import { startChaincode, stopChaincode } from '../support/registers/chaincode-server';
import { codeOf, Desk, hour, openOffice, type TestOffice } from '../support/registers/office';
import { endorseAt, endorsedBy, messageOf, order, propose, statusOf, type RawCall } from '../support/registers/raw';

const valid = 0;
const mvccReadConflict = 11;
const endorsementPolicyFailure = 10;

interface Usurpation {
    /** Per organisation: the code of its refusal, or 'endorsed'. */
    readonly answers: readonly string[];
    readonly code: number;
}

onEveryBackend('attacks', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let people: Readonly<Record<'li', Citizen>>;
    let usurpation: Usurpation | undefined;
    const servers: ChildProcess[] = [];

    beforeAll(async () => {
        test_ = await openOffice(entry, {
            before: async (opened) => {
                usurpation = entry.name === 'attached' ? undefined : await usurp(opened);
            },
        });
        desk = new Desk(test_);
        people = await desk.citizens('li');
    }, 240_000);

    afterAll(async () => {
        await Promise.all(servers.map(stopChaincode));
        await test_.close();
    });

    function call(chaincode: string, transaction: string, input: object, more: Partial<RawCall> = {}): RawCall {
        const argument = canonicalJson({ commandId: randomBytes(8).toString('hex'), input });
        const { channelId } = test_.opened.backend;
        return { channelId, chaincode, args: [transaction, argument], ...more };
    }

    function endorseAll(
        proposal: ReturnType<typeof propose>,
        mspIds: readonly string[],
    ): Promise<peer.ProposalResponse[]> {
        return Promise.all(mspIds.map((mspId) => endorseAt(desk.organization(mspId), proposal)));
    }

    describe('one organisation that would found the directory with a document of its own', () => {
        const unlessAttached = entry.name === 'attached' ? test.skip : test;

        unlessAttached('gets no endorsement but its own', () => {
            const [own, ...others] = usurpation?.answers ?? [];
            expect(own).toBe('endorsed');
            expect(others.length).toBeGreaterThan(0);
            expect(new Set(others)).toEqual(new Set(['DIRECTORY_FOUNDING_DOCUMENT_MISMATCH']));
        });

        unlessAttached('founds nothing with its own endorsement alone', () => {
            expect(usurpation?.code).toBe(endorsementPolicyFailure);
        });
    });

    describe('a proposal that names two chaincodes', () => {
        const key = (): object => ({
            personRef: people.li.party.ref,
            jwk: people.li.publicJwk,
            validFrom: new Date(Date.now() - hour).toISOString(),
            validTo: new Date(Date.now() + hour).toISOString(),
        });

        test('is executed where its header says, land, which has no such transaction', async () => {
            const proposal = propose(
                desk.officer('zhou'),
                call('land', 'attestKey', key(), { specChaincode: 'directory' }),
            );
            for (const response of await endorseAll(proposal, desk.endorsers('land'))) {
                expect(statusOf(response)).toBe(500);
                expect(wireErrorIn(messageOf(response))).toMatchObject({
                    code: 'RUNTIME_TRANSACTION_UNKNOWN',
                    details: { register: 'land', transaction: 'attestKey' },
                });
            }
        });

        test('is executed where its header says, directory, which has no such transaction', async () => {
            const proposal = propose(
                desk.officer('chen'),
                call('directory', 'validateCase', { caseId: '0'.repeat(32) }, { specChaincode: 'land' }),
            );
            for (const response of await endorseAll(proposal, desk.endorsers('directory'))) {
                expect(statusOf(response)).toBe(500);
                expect(wireErrorIn(messageOf(response))).toMatchObject({
                    code: 'RUNTIME_TRANSACTION_UNKNOWN',
                    details: { register: 'directory', transaction: 'validateCase' },
                });
            }
        });

        test('does not make a call from another chaincode look like a direct one', async () => {
            const { backend } = test_.opened;
            const [organization] = backend.organizations;
            if (organization === undefined) {
                throw new Error('no organisation');
            }
            const { packageIds } = await deployChaincode({
                backend,
                name: 'lottery',
                version: '1.0',
                policy: `OR('${organization.mspId}.peer')`,
                addressFor: (each) => suiteChaincodeAddress(each, 0),
            });
            const packageId = packageIds[organization.mspId] ?? '';
            servers.push(await startChaincode('lottery-chaincode', suiteChaincodeAddress(organization, 0), packageId));
            const argument = canonicalJson({ commandId: 'relayed', input: key() });
            const proposal = propose(desk.officer('zhou'), {
                channelId: backend.channelId,
                chaincode: 'lottery',
                specChaincode: 'directory',
                args: ['relay', 'directory', 'attestKey', argument],
            });
            const response = await endorseAt(organization, proposal);
            expect(statusOf(response)).toBe(500);
            expect(wireErrorIn(messageOf(response))).toMatchObject({
                code: 'RUNTIME_CALL_NOT_ALLOWED',
                details: { via: 'lottery', register: 'directory', transaction: 'attestKey' },
            });
        }, 60_000);
    });

    test('an event that one organisation forges is in a valid transaction, and no event of ours', async () => {
        const { backend } = test_.opened;
        const { mspId } = desk.officer('ma');
        const from = await desk.height();
        const restore = await replaceChaincode(test_, desk.organization(mspId), servers);
        let forged: { readonly code: number; readonly blockNumber: number };
        try {
            const payload = canonicalJson({
                unitCode: '110105001001GB00001F00010001',
                entryNo: 9,
                caseId: '0'.repeat(32),
            });
            const proposal = propose(desk.officer('ma'), {
                channelId: backend.channelId,
                chaincode: 'land',
                args: ['forge', mspId, 'titleTransferred', payload],
            });
            const response = await endorseAt(desk.organization(mspId), proposal);
            expect(messageOf(response)).toBe('');
            forged = await order(desk.as('ma'), proposal, [response]);
        } finally {
            await restore();
        }
        expect(forged.code).toBe(valid);
        // A true event behind it ends the reading.
        await desk.title(people.li);
        const seen: string[] = [];
        const stop = new AbortController();
        for await (const event of desk.as('chen').events.all({ fromBlock: from, signal: stop.signal })) {
            seen.push(event.type);
            expect(event.blockNumber).not.toBe(forged.blockNumber);
            if (event.type === 'titleRegistered') {
                stop.abort();
            }
        }
        expect(seen).not.toContain('titleTransferred');
        // Fabric itself delivers it: the transaction carries the name that registers use.
        const events = await eventNames(desk.as('chen'), forged.blockNumber);
        expect(events).toEqual(['tabularium.v1']);
    }, 120_000);

    test("a client's certificate in the place of a peer endorses nothing", async () => {
        const [owner = ''] = desk.endorsers('land');
        const unitCode = await desk.title(people.li);
        const input = desk.opening(unitCode, {
            type: 'MORTGAGE',
            mortgagee: 'bank-a',
            amount: { amountMinor: '100', currency: 'CNY' },
            rank: 1,
        });
        const proposal = propose(desk.officer('chen'), call('land', 'openCase', input));
        const response = await endorseAt(desk.organization(owner), proposal);
        const witness = endorsedBy(desk.officer('zhou'), response);
        const { code } = await order(desk.as('chen'), proposal, [response, witness]);
        expect(code).toBe(endorsementPolicyFailure);
        expect(await desk.as('chen').land.titleByUnit({ unitCode })).not.toHaveProperty('pendingCaseId');
    });

    test('a grant that has expired does not come back with an old timestamp', async () => {
        const validTo = new Date(Date.now() + 1_500);
        // Sun was a registrar as well; a moment from now only the past knows of it.
        await desk.as('land-admin').directory.giveGrant({
            officerId: 'sun',
            role: 'registrar',
            jurisdiction: '110105',
            clearance: 2,
            validFrom: new Date(Date.now() - 2 * hour).toISOString(),
            validTo: validTo.toISOString(),
        });
        const unitCode = await desk.title(people.li);
        await new Promise((resolve) => {
            setTimeout(resolve, Math.max(0, validTo.getTime() - Date.now() + 1));
        });
        const input = desk.opening(unitCode, {
            type: 'MORTGAGE',
            mortgagee: 'bank-a',
            amount: { amountMinor: '100', currency: 'CNY' },
            rank: 1,
        });
        expect(await codeOf(desk.as('sun').land.openCase(input))).toBe('RUNTIME_ACCESS_DENIED');
        const timestamp = new Date(Date.now() - hour);
        const proposal = propose(desk.officer('sun'), call('land', 'openCase', input, { timestamp }));
        for (const mspId of desk.endorsers('land')) {
            const text = await endorseAt(desk.organization(mspId), proposal).then(messageOf, String);
            // Fabric 3.1 looks at the time itself, before any chaincode does.
            expect(wireErrorIn(text)?.code ?? text).toMatch(/^RUNTIME_CLOCK_SKEW$|incorrect timestamp .*timewindow/);
        }
    });

    test('a command endorsed under two transaction ids has one effect', async () => {
        const unitCode = await desk.title(people.li);
        const input = desk.opening(unitCode, {
            type: 'SEAL',
            court: 'court',
            documentNumber: '(2026)京0105执118号',
            documentSha256: '0'.repeat(64),
        });
        // A seal takes no place on the title: only the command's marker can tell the two apart.
        const first = await desk.endorsed('judge-xu', 'land', 'openCase', input, 'twice');
        const second = await desk.endorsed('judge-xu', 'land', 'openCase', input, 'twice');
        expect(second.transactionId).not.toBe(first.transactionId);
        expect(Buffer.from(second.result)).toEqual(Buffer.from(first.result));
        const outcomes = [];
        for (const endorsed of [first, second]) {
            await endorsed.submit({ timeoutMs: 10_000 });
            outcomes.push((await endorsed.status({ timeoutMs: 30_000 })).code);
        }
        expect(outcomes).toEqual([valid, mvccReadConflict]);
        const { items } = await desk.as('chen').land.casesByUnit({ unitCode });
        expect(items.filter(({ type }) => type === 'SEAL')).toHaveLength(1);
        // Asked once more it is a replay: the same answer, and nothing written.
        const replay = await desk.as('judge-xu').land.openCase(input, { commandId: 'twice' });
        expect(replay.result).toEqual(JSON.parse(Buffer.from(first.result).toString()));
        expect((await desk.as('chen').land.casesByUnit({ unitCode })).items).toHaveLength(2);
    });

    testWith(3, entry, 'a witness alone, without the registry, opens no case', async () => {
        const unitCode = await desk.title(people.li);
        const input = desk.opening(unitCode, {
            type: 'SEAL',
            court: 'court',
            documentNumber: '1',
            documentSha256: '0'.repeat(64),
        });
        const proposal = propose(desk.officer('judge-xu'), call('land', 'openCase', input));
        const responses = await endorseAll(proposal, [desk.officer('zhou').mspId, desk.officer('feng').mspId]);
        expect(responses.map(statusOf)).toEqual([200, 200]);
        expect(await order(desk.as('judge-xu'), proposal, responses)).toMatchObject({ code: endorsementPolicyFailure });
    });
});

/** The first organisation runs the directory with the hash of a document that only it wants. */
async function usurp({ backend, agencies, mspOf, folder }: OpenedBackend): Promise<Usurpation> {
    const mspIdOf = (agencyId: string): string =>
        mspOf?.(agencyId) ?? agencies.agencies.find((agency) => agency.agencyId === agencyId)?.mspId ?? '';
    const organizationOf = (agencyId: string): OrganizationHandle => {
        const found = backend.organizations.find(({ mspId }) => mspId === mspIdOf(agencyId));
        if (found === undefined) {
            throw new Error(`no organisation of ${agencyId}`);
        }
        return found;
    };
    const officers = await openOfficers(agencies.agencies, organizationOf);
    await mkdir(folder, { recursive: true });
    const now = new Date();
    const members = { mspIdOf, principalOf: (officerId: string) => officers.get(officerId)?.principal };
    const agreed = await openFounding(path.join(folder, 'founding.json'), agencies, members, now);
    // The usurper's document makes the registry the only founder.
    const [registry, ...others] = agencies.agencies;
    if (registry === undefined) {
        throw new Error('no agencies');
    }
    const alone = {
        ...agencies,
        agencies: [registry, ...others.map((agency) => ({ ...agency, founding: false, roles: [] }))],
    };
    const withoutGrants = alone.agencies.map((agency, index) =>
        index === 0 ? agency : { ...agency, officers: agency.officers.map((officer) => ({ ...officer, grants: [] })) },
    );
    const usurped = { ...alone, agencies: withoutGrants };
    const own = await openFounding(path.join(folder, 'usurped.json'), usurped, members, now);

    const [plan] = deploymentPlan({
        agencies: Object.fromEntries(agencies.agencies.map(({ agencyId }) => [agencyId, mspIdOf(agencyId)])),
        registers: {
            directory: {
                kind: 'committee',
                members: agencies.agencies.filter(({ founding }) => founding).map(({ agencyId }) => agencyId),
            },
        },
    });
    const version = await codeVersion(chaincodeRoot);
    const label = `directory_${version}`;
    const addressOf = ({ peer: { address } }: OrganizationHandle): string =>
        `127.0.0.1:${String(Number(address.split(':').at(-1)) + 20_000)}`;
    const usurper = organizationOf(registry.agencyId);
    const endpoints = await Promise.all(
        backend.organizations.map(async (organization) => {
            const address = addressOf(organization);
            const { packageId } = await packageChaincode({ label, type: 'ccaas', connection: { address } });
            const foundingDocumentSha256 = organization === usurper ? own.sha256 : agreed.sha256;
            return {
                register: 'directory',
                chaincodeId: packageId,
                address,
                foundingDocumentSha256,
                clockGuardMs: 900_000,
            };
        }),
    );
    const host = spawnChaincodeHost(chaincodeRoot);
    try {
        await host.serve({ endpoints });
        await deployChaincode({
            backend,
            name: 'directory',
            version,
            policy: plan?.signaturePolicy ?? '',
            label,
            addressFor: addressOf,
        });
        const governor = officerOf(officers, 'guo');
        const client = clientFor(backend, usurper, governor);
        try {
            const argument = canonicalJson({ commandId: 'usurp', input: { document: own.document } });
            const { channelId } = backend;
            const proposal = propose(governor, { channelId, chaincode: 'directory', args: ['bootstrap', argument] });
            const asked = (plan?.mspIds ?? []).flatMap((mspId) =>
                backend.organizations.filter((organization) => organization.mspId === mspId),
            );
            const responses = await Promise.all(asked.map((organization) => endorseAt(organization, proposal)));
            const answers = responses.map((response) =>
                statusOf(response) === 200
                    ? 'endorsed'
                    : (wireErrorIn(messageOf(response))?.code ?? messageOf(response)),
            );
            const { code } = await order(client, proposal, responses.slice(0, 1));
            return { answers, code };
        } finally {
            client.close();
        }
    } finally {
        await host.close();
    }
}

function officerOf(officers: ReadonlyMap<string, OfficerIdentity>, officerId: string): OfficerIdentity {
    const officer = officers.get(officerId);
    if (officer === undefined) {
        throw new Error(`there is no officer ${officerId}`);
    }
    return officer;
}

function clientFor(
    { channelId }: NetworkBackend,
    { peer: connection }: OrganizationHandle,
    officer: OfficerIdentity,
): Tabularium {
    const { mspId, certificatePem, privateKeyPem } = officer;
    return createTabularium({ connection, identity: { mspId, certificatePem, privateKeyPem }, channelName: channelId });
}

/** One organisation approves another package for the committed definition, as it may; resolves with the way back. */
async function replaceChaincode(
    { office, opened: { backend } }: TestOffice,
    organization: OrganizationHandle,
    servers: ChildProcess[],
): Promise<() => Promise<void>> {
    const { mspId, domain, materialDir, peer: endpoint } = organization;
    const admin = await loadSigningIdentity(
        `${materialDir}/users/Admin@${domain}/msp`,
        mspId,
        nodeFileSystem,
        nodeCrypto,
    );
    const lifecycle = createLifecycleClient({
        peer: endpoint,
        orderer: backend.orderer,
        channelId: backend.channelId,
        admin,
        clock: systemClock,
        random: systemRandom,
    });
    const address = suiteChaincodeAddress(organization, 1);
    const pack = await packageChaincode({ label: 'altered', type: 'ccaas', connection: { address } });
    await lifecycle.install(pack.bytes, pack.packageId);
    servers.push(await startChaincode('forging-chaincode', address, pack.packageId));
    const definition = {
        name: 'land',
        version: await codeVersion(chaincodeRoot),
        sequence: office.deployments['land']?.sequence ?? 1,
        policy: office.plan.find(({ register }) => register === 'land')?.signaturePolicy ?? '',
    };
    await lifecycle.approve(definition, pack.packageId);
    return async () => {
        await lifecycle.approve(definition, office.deployments['land']?.packageIds[mspId]);
        lifecycle.close();
    };
}

async function eventNames(client: Tabularium, blockNumber: number): Promise<readonly string[]> {
    const blocks = await client.transport.blocks(blockNumber);
    try {
        for await (const block of blocks) {
            return blockTransactions(block).flatMap(({ event }) => (event === undefined ? [] : [event.name]));
        }
        return [];
    } finally {
        blocks.close();
    }
}
