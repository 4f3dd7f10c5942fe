/**
 * Where private values come out, on every kind of network: nowhere but at those who may see them. One canary stands for
 * each private field of a whole exchange, and is looked for in its encodings in everything that others can get. What is
 * delivered is sealed to the key of its use: not even the consumer's own peer has it.
 */
import { GatewayError } from '@hyperledger/fabric-gateway';
import { commitmentOf } from '../../chaincode/src/runtime/commitment';
import { wireErrorIn } from '../../client/src/errors/wire-error';
import { newDeliveryKey } from '../../client/src/sealing/delivery-key';
import { openRecord } from '../../client/src/sealing/open-record';
import { createTabularium, type Tabularium } from '../../client/src/tabularium';
import { identityFromMsp } from '../../client/src/transport/identity';
import type { OfficerIdentity } from '../../scripts/src/registers/officers';
import { filesWith } from '../support/files/files-with';
import { onEveryBackend, testWith } from '../support/registers/backends';
import { readBlocks, readPrivateData } from '../support/registers/blocks';
import {
    CanaryExchange,
    type CanaryField,
    deliveredFields,
    detailFields,
    sealedFields,
} from '../support/registers/canary-exchange';
import { answerOf, hostileCalls, type Target } from '../support/registers/hostile-calls';
import { codeOf, Desk, openOffice, type TestOffice } from '../support/registers/office';
import { Sharing } from '../support/registers/sharing';

onEveryBackend('privacy', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let target: Target;
    /** An officer of the department that asked, below the level of what was delivered. */
    let trainee: OfficerIdentity;
    /** A client certificate of the consumer's organisation that no register knows. */
    let plain: OfficerIdentity;
    /** Another agency's officer, with every role in the exchange that an agency's business can have. */
    let outsider: OfficerIdentity;
    const exchange = new CanaryExchange();
    const { canaries } = exchange;
    const printed: string[] = [];

    beforeAll(async () => {
        test_ = await openOffice(entry, { onDisk: true, onChaincodeOutput: (text) => printed.push(text) });
        desk = new Desk(test_);
        const low = { departmentId: 'counter', role: 'consumer', clearance: 1 } as const;
        trainee = await desk.recruit('lu', 'land-admin', low);
        plain = await desk.unlisted('lu');
        const [officer] = await desk.admit('feng', ['provider', 'consumer', 'dataAuthority']);
        if (officer === undefined) {
            throw new Error('no agency was admitted');
        }
        outsider = officer;
        target = await exchange.run(desk);
    }, 240_000);

    afterAll(() => test_.close());

    const mspIdOf = (officerId: string): string => desk.officer(officerId).mspId;
    const allMspIds = (): readonly string[] => test_.opened.backend.organizations.map(({ mspId }) => mspId);
    const othersThan = (...officerIds: readonly string[]): readonly string[] =>
        allMspIds().filter((mspId) => !officerIds.map(mspIdOf).includes(mspId));

    /** Asks the peer of an organisation as this identity. */
    async function at<Answer>(
        mspId: string,
        { mspId: own, certificatePem, privateKeyPem }: OfficerIdentity,
        ask: (client: Tabularium) => Promise<Answer>,
    ): Promise<Answer> {
        const client = createTabularium({
            connection: desk.organization(mspId).peer,
            identity: { mspId: own, certificatePem, privateKeyPem },
            channelName: test_.opened.backend.channelId,
        });
        try {
            return await ask(client);
        } finally {
            client.close();
        }
    }

    /** What the peer of an organisation gives to an identity with all its blocks. */
    async function privateDataAt(mspId: string, identity: OfficerIdentity): Promise<Buffer> {
        const height = await desk.height();
        return at(mspId, identity, (client) => readPrivateData(client, height));
    }

    test('those who may see them see them', async () => {
        const { requestId, usageId } = target;
        const { requestCase, justification, useCase, person, name, status } = canaries.of;
        const details = { caseNumber: requestCase, justification };
        expect(await desk.as('gao').exchange.requestDetails({ requestId })).toEqual(details);
        const use = { caseNumber: useCase, subjectReference: person };
        expect(await desk.as('wu').exchange.useDetails({ usageId })).toEqual(use);
        const read = await desk.as('lu').exchange.deliveredRecord({ usageId });
        expect(canaries.in(read)).toEqual([]);
        const record = await openRecord({ ...read, key: exchange.key.privateJwk });
        expect(record).toEqual({ name, status });
        // The search finds what is there, also in bytes.
        expect(canaries.in(record)).toEqual(['name', 'status']);
        const answer = await answerOf(desk.as('wu'), mspIdOf('wu'), {
            transaction: 'useDetails',
            argument: JSON.stringify({ input: { usageId } }),
        });
        expect(canaries.in(answer)).toEqual(['useCase', 'person']);
        expect(canaries.in(Buffer.from(`..${Buffer.from(`x${canaries.of.requestSalt}`).toString('base64')}`))).toEqual([
            'requestSalt',
        ]);
    });

    test('no block has one, at whichever peer it is read', async () => {
        const height = await desk.height();
        for (const officerId of ['lu', 'ma']) {
            const blocks = await readBlocks(desk.as(officerId), 0, height);
            expect(blocks).toHaveLength(height);
            const bytes = blocks.map((block) => Buffer.from(block.serializeBinary()));
            expect(bytes.flatMap((block) => canaries.in(block))).toEqual([]);
            expect(bytes.some((block) => block.includes(target.grantId))).toBe(true);
        }
    });

    test('no event has one', async () => {
        const events = await desk.as('ma').gateway.network.getChaincodeEvents('exchange', { startBlock: 0n });
        const seen: string[] = [];
        try {
            for await (const event of events) {
                expect(canaries.in(event)).toEqual([]);
                const text = Buffer.from(event.payload).toString();
                expect(canaries.in(Buffer.from(text))).toEqual([]);
                seen.push(text);
                if (text.includes('receiptConfirmed')) break;
            }
        } finally {
            events.close();
        }
        expect(seen.length).toBeGreaterThanOrEqual(7);
    });

    test('no refusal of those who have the values repeats one', async () => {
        const lu = desk.as('lu').exchange;
        const wu = desk.as('wu').exchange;
        const sharing = new Sharing(desk);
        const { resourceCode, grantId, usageId } = target;
        const { request, use, delivery } = exchange;
        const { justification, person, name, status, deliverySalt } = canaries.of;
        const malformed = (value: object): never => value as unknown as never;
        const noKey = exchange.key.publicJwk;
        const calls: readonly Promise<unknown>[] = [
            lu.requestShare(sharing.asking(resourceCode, { items: ['salary'] }), { private: request }),
            lu.requestShare(sharing.asking(resourceCode), { private: request }),
            lu.requestShare(sharing.asking(resourceCode), {
                private: malformed({ ...request, caseNumber: [justification] }),
            }),
            lu.requestShare(sharing.asking(resourceCode), { private: malformed({ ...request, [justification]: 1 }) }),
            lu.useGrant(sharing.using(grantId), { private: use }),
            lu.useGrant(sharing.using(grantId, { slot: 9 }), {
                private: malformed({ ...use, subjectReference: { person } }),
            }),
            wu.deliverRecord({ usageId }, { private: delivery }),
            wu.deliverRecord({ usageId }, { private: { ...delivery, salt: use.salt } }),
            wu.deliverRecord({ usageId }, { private: malformed({ ...delivery, [name]: status }) }),
            wu.deliverRecord({ usageId }, { private: { ...delivery, sealed: JSON.stringify({ name, status }) } }),
            wu.deliverRecord({ usageId }, { private: { ...delivery, sealed: name.repeat(400) } }),
            lu.useGrant(sharing.using(grantId, { slot: 2, deliverTo: malformed({ ...noKey, x: person }) }), {
                private: use,
            }),
            wu.deliverRecord({ usageId }, { private: malformed({ ...delivery, salt: `${deliverySalt}zz` }) }),
            wu.deliverRecord({ usageId: 'none' }, { private: delivery }),
        ];
        const errors = await Promise.all(
            calls.map((call) =>
                call.then(
                    () => 'passed',
                    (error: unknown) => error,
                ),
            ),
        );
        expect(errors.filter((error) => error === 'passed')).toEqual([]);
        expect(errors.flatMap((error) => canaries.in(error))).toEqual([]);
    });

    test('whoever may not see them gets none by any transaction, at the peer of any organisation', async () => {
        const { materialDir, domain, mspId: bank } = desk.organization(mspIdOf('ma'));
        const unknown = identityFromMsp(`${materialDir}/users/Admin@${domain}/msp`, bank);
        const trainees = 'the same department with less clearance';
        // Details have no level: they are for the department.
        const seen: Readonly<Record<string, readonly string[]>> = {
            [trainees]: ['requestCase', 'justification', 'useCase', 'person'],
        };
        const callers: Readonly<Record<string, Tabularium>> = {
            'another department with less clearance': desk.as('yan'),
            [trainees]: desk.clientFor(trainee),
            'another certificate of its organisation': desk.clientFor(plain),
            'the same department without the role': desk.as('chen'),
            'its administrator': desk.as('land-admin'),
            'the auditor, in the organisation of the data authority': desk.as('shen'),
            'a bank': desk.as('ma'),
            'a certificate that the directory does not know': desk.clientFor(unknown),
        };
        const calls = hostileCalls(target);
        let answers = 0;
        for (const [who, client] of Object.entries(callers)) {
            for (const mspId of allMspIds()) {
                const heard = await Promise.all(calls.map((call) => answerOf(client, mspId, call)));
                answers += heard.length;
                const found = heard.flatMap((answer, index) => {
                    const text = answer instanceof Uint8Array ? answer : [answer];
                    return canaries
                        .in(text)
                        .filter((field) => !(seen[who] ?? []).includes(field))
                        .map((field) => `${who}: ${field} in ${calls[index]?.transaction ?? ''}`);
                });
                expect(found).toEqual([]);
            }
        }
        expect(answers).toBe(8 * allMspIds().length * (14 + 2 * 15));
    }, 240_000);

    test('a department below the level of an item is refused the record in whatever way it asks', async () => {
        const { usageId } = target;
        const low = desk.clientFor(trainee);
        for (const mspId of allMspIds()) {
            const call = { transaction: 'deliveredRecord', argument: JSON.stringify({ input: { usageId } }) };
            const refusals = [await answerOf(desk.as('yan'), mspId, call), await answerOf(low, mspId, call)];
            expect(refusals.map(catalogued)).toEqual([
                { code: 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT' },
                { code: 'EXCHANGE_CLEARANCE_INSUFFICIENT' },
            ]);
        }
        expect(await codeOf(low.exchange.deliveredRecord({ usageId }))).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
    });

    describe('of what was delivered, colleagues of the officer who has the key', () => {
        const colleagues = (): readonly (readonly [string, OfficerIdentity])[] => [
            ['an officer of another department, below the level', desk.officer('yan')],
            ['an officer of the same department, below the level', trainee],
            ['a client certificate of the organisation', plain],
        ];
        const sealedIn = (given: unknown): readonly string[] =>
            canaries.in(given).filter((field) => sealedFields.some((one) => one === field));

        test('get nothing from any peer: no stream of blocks with private data, no block, no event', async () => {
            const height = await desk.height();
            for (const mspId of allMspIds()) {
                for (const [who, identity] of colleagues()) {
                    const found = await at(mspId, identity, async (client) => {
                        const streamed = await readPrivateData(client, height);
                        const blocks = await readBlocks(client, 0, height);
                        const events = await eventsOf(client);
                        expect(events).toContain('receiptConfirmed');
                        return [streamed, events, ...blocks.map((block) => Buffer.from(block.serializeBinary()))];
                    });
                    expect([who, ...found.flatMap(sealedIn)]).toEqual([who]);
                }
            }
        }, 240_000);

        test('get nothing from Fabric’s own chaincodes', async () => {
            const height = await desk.height();
            const { channelId } = test_.opened.backend;
            for (const [, identity] of colleagues()) {
                const { gateway } = desk.clientFor(identity);
                const qscc = gateway.contract('qscc');
                for (let number = 0; number < height; number += 1) {
                    const block = await qscc.evaluateTransaction('GetBlockByNumber', channelId, String(number));
                    expect(sealedIn(block)).toEqual([]);
                }
                const defined = await gateway
                    .contract('_lifecycle')
                    .evaluateTransaction('QueryChaincodeDefinitions', '')
                    .catch((error: unknown) => error);
                expect(sealedIn(defined)).toEqual([]);
            }
        });
    });

    describe('between organisations', () => {
        const question = (transaction: string, input: object): { transaction: string; argument: string } => ({
            transaction,
            argument: JSON.stringify({ input }),
        });

        testWith(
            2,
            entry,
            'the peer of another organisation has no value to give, even to who may read it',
            async () => {
                const { usageId } = target;
                const collection = `inbox-${mspIdOf('lu')}`;
                for (const mspId of othersThan('lu')) {
                    const answer = await answerOf(desk.as('lu'), mspId, question('deliveredRecord', { usageId }));
                    expect(catalogued(answer)).toEqual({ code: 'RUNTIME_PRIVATE_DATA_ELSEWHERE', collection });
                }
            },
        );

        testWith(
            4,
            entry,
            'details are with consumer, provider and data authority, and with no other peer',
            async () => {
                const { requestId } = target;
                const collection = `pair-${[mspIdOf('lu'), mspIdOf('wu')].sort().join('-')}`;
                const call = question('requestDetails', { requestId });
                for (const officerId of ['lu', 'wu', 'gao']) {
                    const answer = await answerOf(desk.as('gao'), mspIdOf(officerId), call);
                    expect(canaries.in(answer)).toEqual(['requestCase', 'justification']);
                }
                for (const mspId of othersThan('lu', 'wu', 'gao')) {
                    const answer = await answerOf(desk.as('gao'), mspId, call);
                    expect(catalogued(answer)).toEqual({ code: 'RUNTIME_PRIVATE_DATA_ELSEWHERE', collection });
                }
            },
        );

        testWith(
            4,
            entry,
            'Fabric refuses a client of another organisation that the register would admit',
            async () => {
                const { requestId } = target;
                const client = desk.clientFor(outsider);
                const collection = `pair-${[mspIdOf('lu'), mspIdOf('wu')].sort().join('-')}`;
                for (const officerId of ['lu', 'wu', 'gao']) {
                    const call = question('requestDetails', { requestId });
                    const answer = await answerOf(client, mspIdOf(officerId), call);
                    expect(catalogued(answer)).toEqual({ code: 'RUNTIME_COLLECTION_CLOSED', collection });
                }
            },
        );
    });

    describe('blocks with private data', () => {
        testWith(4, entry, 'hold nothing for certificates of other organisations, at any peer', async () => {
            for (const mspId of allMspIds()) {
                expect(canaries.in(await privateDataAt(mspId, desk.officer('ma')))).toEqual([]);
                expect(canaries.in(await privateDataAt(mspId, outsider))).toEqual([]);
            }
        });

        testWith(4, entry, 'hold nothing that was delivered at other peers than the consumer’s', async () => {
            for (const mspId of othersThan('lu')) {
                const given = canaries.in(await privateDataAt(mspId, desk.officer('lu')));
                expect(given.filter((field) => deliveredFields.some((one) => one === field))).toEqual([]);
            }
        });

        test('hold for the consumer’s other departments and certificates what is sealed to one of them', async () => {
            // Fabric asks for membership in the collection, which is the organisation's, and runs no register.
            for (const identity of [desk.officer('yan'), trainee, plain]) {
                const given = await privateDataAt(mspIdOf('lu'), identity);
                expect([...canaries.in(given)].sort()).toEqual([...detailFields, ...deliveredFields].sort());
                const [sealed = ''] =
                    /[\w-]{200,}\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}/.exec(given.toString('latin1')) ?? [];
                expect(sealed).toBe(exchange.delivery.sealed);
                const { privateJwk } = await newDeliveryKey();
                const opening = openRecord({ usageId: target.usageId, sealed, key: privateJwk });
                await expect(opening).rejects.toMatchObject({ problem: 'OTHER_KEY' });
            }
        });
    });

    describe('files', () => {
        const unlessElsewhere = entry.name === 'attached' ? test.skip : test;

        async function foldersWith(fields: readonly CanaryField[]): Promise<readonly string[]> {
            const { files } = test_.opened;
            if (files === undefined) {
                throw new Error('this network keeps its files elsewhere');
            }
            const found: string[] = [];
            for (const needle of fields.flatMap((field) => canaries.encodingsOf(field))) {
                found.push(...(await filesWith(files.root, needle)));
            }
            const folders = allMspIds().map((mspId) => files.peer(mspId));
            return [
                ...new Set(found.map((file) => folders.find((folder) => file.startsWith(`${folder}/`)) ?? file)),
            ].sort();
        }
        const foldersOf = (...officerIds: readonly string[]): readonly string[] =>
            officerIds.map((officerId) => test_.opened.files?.peer(mspIdOf(officerId)) ?? '').sort();

        unlessElsewhere('hold what was sealed nowhere at all, not even the consumer’s peer', async () => {
            expect(await foldersWith(sealedFields)).toEqual([]);
        });

        unlessElsewhere('hold the delivery with the consumer’s peer alone', async () => {
            expect(await foldersWith(deliveredFields)).toEqual(foldersOf('lu'));
        });

        unlessElsewhere('hold details with the peers of consumer, provider and data authority', async () => {
            expect(await foldersWith(detailFields)).toEqual(foldersOf('lu', 'wu', 'gao'));
        });

        unlessElsewhere('hold nothing more of what was purged where the network erases at once', async () => {
            const { usageId } = target;
            await desk.as('lu').exchange.purgeDelivery({ usageId, reason: 'the case is closed' });
            expect(await codeOf(desk.as('lu').exchange.deliveredRecord({ usageId }))).toBe(
                'EXCHANGE_DELIVERY_NOT_FOUND',
            );
            const given = canaries.in(await privateDataAt(mspIdOf('lu'), desk.officer('lu')));
            expect([...given].sort()).toEqual([...detailFields].sort());
            expect(await foldersWith(sealedFields)).toEqual([]);
            const left = await foldersWith(deliveredFields);
            // Fabric's stores keep the bytes until they are compacted: at the consumer's, where they were.
            expect(left).toEqual(entry.name === 'native' ? foldersOf('lu') : []);
        });

        unlessElsewhere('still show in public that the delivery was what was committed to', async () => {
            const usage = await desk.as('shen').exchange.usageById({ usageId: target.usageId });
            expect(usage).toMatchObject({ status: 'PURGED', answer: { commitment: commitmentOf(exchange.delivery) } });
        });
    });

    test('the process of the registers has printed none', () => {
        const text = printed.join('');
        expect(text).toContain('"listening"');
        expect(canaries.in(Buffer.from(text))).toEqual([]);
    });
});

/** The payloads of the exchange's chaincode events up to the receipt, as the client's peer gives them. */
async function eventsOf({ gateway }: Tabularium): Promise<string> {
    const events = await gateway.network.getChaincodeEvents('exchange', { startBlock: 0n });
    let text = '';
    try {
        for await (const { payload } of events) {
            text += Buffer.from(payload).toString();
            if (text.includes('receiptConfirmed')) {
                break;
            }
        }
    } finally {
        events.close();
    }
    return text;
}

/** Code and collection of a refusal that came through the gateway as it is. */
function catalogued(answer: unknown): object {
    const details = answer instanceof GatewayError ? answer.details.map(({ message }) => message).join() : '';
    const text = details === '' ? String(answer) : details;
    const { code = text, details: told } = wireErrorIn(text) ?? {};
    return { code, ...(told?.['collection'] !== undefined && { collection: told['collection'] }) };
}
