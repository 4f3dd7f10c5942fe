/**
 * Sharing over the wire, on every kind of network: from the catalogue to a record in the consumer's inbox, which its own
 * peer alone endorses, and to the citizen's log. Private values are looked for where they must not be.
 */
import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../chaincode/src/runtime/json';
import { onEveryBackend } from '../support/registers/backends';
import { codeOf, day, Desk, openOffice, type TestOffice } from '../support/registers/office';

const digits = String(Number.parseInt(randomBytes(3).toString('hex'), 16) % 1_000_000).padStart(6, '0');
const resourceCode = `306010/${digits}`;
const hash = (): string => randomBytes(32).toString('hex');
const salt = randomBytes(32).toString('hex');
const canary = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`;
const secrets = {
    caseNumber: canary('case'),
    justification: canary('why'),
    subjectReference: canary('subject'),
    name: canary('name'),
    status: canary('status'),
};
const record = { name: secrets.name, status: secrets.status };
const commitment = createHash('sha256')
    .update(Buffer.from(salt, 'hex'))
    .update(canonicalJson({ record }))
    .digest('hex');
const instant = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();

onEveryBackend('exchange', (entry) => {
    let office: TestOffice;
    let desk: Desk;
    let firstBlock = 0;
    let grantId = '';
    let usageId = '';
    const subject = hash();
    const use = (slot: number, change: object = {}) =>
        desk.as('lu').exchange.useGrant(
            {
                grantId,
                slot,
                items: ['name', 'status'],
                purposeCode: 'LAND-TRANSFER',
                subject,
                requestHash: hash(),
                ...change,
            },
            { private: { caseNumber: secrets.caseNumber, subjectReference: secrets.subjectReference } },
        );

    beforeAll(async () => {
        office = await openOffice(entry, { batchTimeoutMs: 150 });
        desk = new Desk(office);
        firstBlock = await desk.height();
    }, 240_000);

    afterAll(() => office.close());

    it('publishes, asks, checks and grants, and refuses an item above the clearance of who asks', async () => {
        const item = (itemCode: string, level: 2 | 3) => ({
            itemCode,
            name: { zh: itemCode, en: itemCode },
            dataType: 'TEXT' as const,
            level,
        });
        await desk.as('wu').exchange.publishResource({
            resourceCode,
            name: { zh: '婚姻登记信息', en: 'Marriage status' },
            abstract: 'Whether a person is married, and since when.',
            format: 'DATABASE',
            items: [item('name', 2), item('status', 2), item('idNo', 3)],
            sharing: { shareType: 'CONDITIONAL', shareCondition: 'For the transfer of land', shareMode: 'PLATFORM' },
            openToPublic: false,
            updateCycle: 'REAL_TIME',
            answerWithinDays: 10,
        });
        const wanted = { maxUses: 2, validFrom: instant(-day), validTo: instant(30 * day) };
        const ask = (items: string[], officer = 'lu') =>
            desk
                .as(officer)
                .exchange.requestShare(
                    { resourceCode, items, purposeCode: 'LAND-TRANSFER', wanted },
                    { private: { caseNumber: secrets.caseNumber, justification: secrets.justification } },
                );
        expect(await codeOf(ask(['name', 'idNo']))).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
        expect(await codeOf(ask(['name'], 'yan'))).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');

        const { result } = await ask(['name', 'status']);
        const { requestId } = result;
        const check = { requestId, outcome: 'CONFORMS' as const };
        expect(await codeOf(desk.as('wu').exchange.checkConformity(check))).toBe('RUNTIME_ACCESS_DENIED');
        await desk.as('gao').exchange.checkConformity(check);
        const answer = { decision: 'GRANT' as const, items: ['name', 'status'], ...wanted };
        expect(await codeOf(desk.as('lu').exchange.answerRequest({ requestId, answer }))).toBe('RUNTIME_ACCESS_DENIED');
        const granted = await desk.as('wu').exchange.answerRequest({ requestId, answer });
        expect(granted.result).toMatchObject({ status: 'GRANTED', overdue: false });
        grantId = granted.result.grantId ?? '';
        expect(await codeOf(ask(['name']))).toBe('EXCHANGE_ALREADY_GRANTED');
    }, 60_000);

    it('counts uses by number, for the purpose that was granted', async () => {
        expect(await codeOf(use(1, { purposeCode: 'MARKETING' }))).toBe('EXCHANGE_PURPOSE_MISMATCH');
        const { slot } = await desk.as('lu').exchange.freeUse({ grantId });
        usageId = (await use(slot)).result.usageId;
        await use(3 - slot);
        expect(await codeOf(use(3))).toBe('EXCHANGE_GRANT_EXHAUSTED');
        await expect(desk.as('lu').exchange.grantById({ grantId })).resolves.toMatchObject({ status: 'EXHAUSTED' });
    }, 60_000);

    it('delivers into the inbox with the endorsement of the consumer’s peer alone', async () => {
        const { exchange } = desk.as('wu');
        const delivery = { private: { salt, record } };
        expect(await codeOf(exchange.deliverRecord({ usageId }, delivery))).toMatch(/^EXCHANGE_/);
        await exchange.commitAnswer({ usageId, commitment, responseHash: hash() });
        const other = { private: { salt, record: { ...record, status: 'something else' } } };
        expect(await codeOf(exchange.deliverRecord({ usageId }, other))).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');

        const delivered = await exchange.deliverRecord({ usageId }, delivery);

        expect(delivered.endorsers).toHaveLength(1);
        await expect(desk.as('lu').exchange.deliveredRecord({ usageId })).resolves.toEqual({ usageId, record });
        // Another department of the same agency.
        expect(await codeOf(desk.as('yan').exchange.deliveredRecord({ usageId }))).toMatch(/^(EXCHANGE|RUNTIME)_/);
    }, 60_000);

    it('tells the citizen who looked, newest first', async () => {
        const { usage } = await desk.as('gao').exchange.findUsage({ pseudonyms: [subject] });
        expect(usage.map(({ purposeCode, provider }) => [purposeCode, provider])).toEqual([
            ['LAND-TRANSFER', 'civil-affairs'],
            ['LAND-TRANSFER', 'civil-affairs'],
        ]);
        const times = usage.map(({ logtime }) => logtime);
        expect(times).toEqual([...times].sort().reverse());
    });

    it('leaves no private value in any block', async () => {
        const height = await desk.height();
        expect(height).toBeGreaterThan(firstBlock + 5);
        const transport = desk.as('gao').transport;
        const stream = await transport.blocks(firstBlock);
        for await (const block of stream) {
            const bytes = Buffer.from(block.serializeBinary());
            for (const secret of [...Object.values(secrets), salt]) {
                expect(bytes.includes(secret)).toBe(false);
            }
            if ((block.getHeader()?.getNumber() ?? 0) >= height - 1) {
                break;
            }
        }
        stream.close();
    }, 60_000);
});
