/**
 * A licence over the wire, on every kind of network: its type, who may issue it, its states, what verification says to
 * whoever asks, and what must not pass.
 */
import { randomBytes } from 'node:crypto';
import { formatLicenceIdentifier } from '../../chaincode/src/identifiers/licence-identifier';
import { checkCharacter, legacyCheckCharacter } from '../../chaincode/src/identifiers/mod-37-36';
import { canonicalJson } from '../../chaincode/src/runtime/json';
import { onEveryBackend, testWith } from '../support/registers/backends';
import { inOneBlock } from '../support/registers/one-block';
import {
    codeOf,
    day,
    Desk,
    documentHash,
    limits,
    openOffice,
    refusalOf,
    type TestOffice,
} from '../support/registers/office';

const valid = 0;
const endorsementPolicyFailure = 10;
const market = '11110105MA9T00165D';
const civil = '11110105MA9T001145';
/** Another three characters, so that a network that is used again has not seen the type. */
const typeCode = `${market}${randomCode(3)}`;
const statusListId = `L${randomCode(8)}`;
const instant = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();

function randomCode(length: number): string {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

function identifierOf(serial: string, version = '001', issuer = market, type = typeCode): string {
    return formatLicenceIdentifier({ typeCode: type, issuer, serial, version });
}

onEveryBackend('licence', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let firstBlock = 0;
    const serial = `TAB${randomCode(10)}`;
    const first = identifierOf(serial);
    const second = identifierOf(serial, '002');

    beforeAll(async () => {
        test_ = await openOffice(entry, { batchTimeoutMs: 1_000 });
        desk = new Desk(test_);
        firstBlock = await desk.height();
    }, 240_000);

    afterAll(() => test_.close());

    let places = 0;
    /** An issue with a document and an entry of its own. */
    const issue = (identifier: string) => {
        places += 1;
        return {
            identifier,
            region: '110105',
            holderCommitment: documentHash(`a salt and holder ${identifier}`),
            documentSha256: documentHash(`document of ${identifier}`),
            validFrom: instant(-day),
            validTo: instant(365 * day),
            statusListId,
            statusIndex: places,
        };
    };
    const issued = issue(first);
    // Whoever asks need not be known to the directory; this officer has no right in this register.
    const reasons = async (identifier: string): Promise<readonly string[]> => {
        const answer = await desk.as('bank-a-admin').licence.verifyLicence({ identifier });
        expect(answer.valid).toBe(answer.reasons.length === 0);
        return answer.reasons;
    };
    const bits = async (purpose: 'revocation' | 'suspension'): Promise<readonly number[]> => {
        const asked = { issuerUscc: market, statusListId, purpose };
        return (await desk.as('bank-a-admin').licence.statusList(asked)).items;
    };
    const refused = (identifier: string): ReturnType<typeof refusalOf> =>
        refusalOf(desk.as('luo').licence.issueLicence({ ...issue(identifier) }));

    test('the authority defines a type and accredits its issuer; nobody else does', async () => {
        const type = {
            typeCode,
            name: { en: 'Food operation permit', zh: '食品经营许可证' },
            holderType: 'ORGANISATION' as const,
            validity: { rule: 'MONTHS' as const, months: 60 },
        };
        expect(await codeOf(desk.as('luo').licence.defineType(type))).toBe('RUNTIME_ACCESS_DENIED');
        await desk.as('tian').licence.defineType(type);
        expect(await codeOf(desk.as('tian').licence.defineType(type))).toBe('LICENCE_TYPE_ALREADY_DEFINED');
        const accreditation = {
            typeCode,
            agencyId: 'market-regulation',
            jurisdictions: ['110105'],
            validFrom: instant(-day),
        };
        expect(await codeOf(desk.as('luo').licence.accreditIssuer(accreditation))).toBe('RUNTIME_ACCESS_DENIED');
        const { result } = await desk.as('tian').licence.accreditIssuer(accreditation);
        expect(result).toEqual({ issuerUscc: market, typeCode, accreditationNo: 1 });
    });

    test('a wrong check character is refused with the right one', async () => {
        const expected = first.slice(-1);
        const wrong = `${first.slice(0, -1)}${expected === 'D' ? 'E' : 'D'}`;
        expect(await refused(wrong)).toMatchObject({
            code: 'LICENCE_IDENTIFIER_CHECK_FAILED',
            details: { part: 'identifier', expected },
        });
    });

    test('the check character of the vendor routine is refused and named as such', async () => {
        // A serial on which routine and standard differ.
        const characters = Array.from('0123456789').map((digit) => `${typeCode}${market}OLD${digit}001`);
        const at = characters.findIndex((text) => checkCharacter(text) !== legacyCheckCharacter(text));
        const text = characters[at] ?? '';
        const identifier = `1.2.156.3005.2.${typeCode}.${market}.OLD${String(at)}.001.${legacyCheckCharacter(text)}`;
        expect(await refused(identifier)).toMatchObject({
            code: 'LICENCE_IDENTIFIER_CHECK_FAILED',
            details: { expected: checkCharacter(text), hint: 'legacyCheck' },
        });
    });

    test('a wrong code inside the identifier is refused by its part', async () => {
        expect(await refused(identifierOf(serial, '001', '11110105MA9T00165E'))).toMatchObject({
            code: 'LICENCE_IDENTIFIER_CHECK_FAILED',
            details: { part: 'issuer', standard: 'GB 32100', expected: 'D' },
        });
        expect(await refused(identifierOf(serial, '001', '110105'))).toMatchObject({ code: 'LICENCE_ISSUER_NOT_USCC' });
    });

    test('an issuer without accreditation for the type, or for the place, issues nothing', async () => {
        const other = identifierOf(serial, '001', market, '11100000000013338W001');
        expect(await refused(other)).toMatchObject({
            code: 'LICENCE_ISSUER_NOT_ACCREDITED',
            details: { issuerUscc: market, typeCode: '11100000000013338W001' },
        });
        const theirs = issue(identifierOf(serial, '001', civil));
        expect(await codeOf(desk.as('jiang').licence.issueLicence(theirs))).toBe('LICENCE_ISSUER_NOT_ACCREDITED');
        const elsewhere = { ...issue(first), region: '110106' };
        expect(await codeOf(desk.as('luo').licence.issueLicence(elsewhere))).toBe('RUNTIME_ACCESS_DENIED');
        await desk.as('tian').licence.accreditIssuer({
            typeCode,
            agencyId: 'civil-affairs',
            jurisdictions: ['110105'],
            validFrom: instant(day),
        });
        // Accredited from tomorrow.
        expect(await codeOf(desk.as('jiang').licence.issueLicence(theirs))).toBe('LICENCE_ISSUER_NOT_ACCREDITED');
    });

    test('officers of other agencies and roles do not issue', async () => {
        for (const officerId of ['chen', 'ma', 'judge-xu', 'tian', 'market-admin']) {
            expect(await codeOf(desk.as(officerId).licence.issueLicence(issued))).toBe('RUNTIME_ACCESS_DENIED');
        }
        expect(await codeOf(desk.as('jiang').licence.issueLicence(issued))).toBe('LICENCE_ISSUER_OF_OTHER_AGENCY');
    });

    test('input that the definition does not have is refused by its place', async () => {
        const named = { ...issued, holderName: 'Li' };
        expect(await codeOf(desk.as('luo').licence.issueLicence(named))).toBe('RUNTIME_INPUT_INVALID');
        const refusal = await refusalOf(desk.as('luo').licence.issueLicence({ ...issued, holderCommitment: 'Li' }));
        expect(refusal.code).toBe('RUNTIME_INPUT_INVALID');
        expect(String(refusal.details['path'])).toMatch(/\/holderCommitment$/);
    });

    test('a licence is issued once, and valid for whoever asks', async () => {
        expect(await reasons(first)).toEqual(['NOT_FOUND']);
        const submitted = await desk.as('luo').licence.issueLicence(issued, { commandId: `issue-${serial}` });
        expect(submitted.result).toEqual({ identifier: first, status: 'ISSUED' });
        expect(submitted.endorsers).toContain(desk.officer('luo').mspId);
        // The same command again answers the first result; another one for the same licence is refused.
        const again = await desk.as('luo').licence.issueLicence(issued, { commandId: `issue-${serial}` });
        expect(again.result).toEqual(submitted.result);
        expect(await codeOf(desk.as('luo').licence.issueLicence(issued))).toBe('LICENCE_ALREADY_ISSUED');
        expect(await reasons(first)).toEqual([]);
        const { documentSha256 } = issued;
        const byDocument = await desk.as('bank-a-admin').licence.verifyLicence({ documentSha256 });
        expect(byDocument).toMatchObject({ valid: true, reasons: [], licence: { identifier: first, typeCode } });
    });

    test('an entry of the status list and a document belong to one licence', async () => {
        const next = issue(identifierOf(`B${serial}`));
        const { statusIndex, documentSha256 } = issued;
        expect(await refusalOf(desk.as('luo').licence.issueLicence({ ...next, statusIndex }))).toMatchObject({
            code: 'LICENCE_INDEX_TAKEN',
            details: { statusListId, statusIndex },
        });
        expect(await codeOf(desk.as('luo').licence.issueLicence({ ...next, documentSha256 }))).toBe(
            'LICENCE_DOCUMENT_TAKEN',
        );
    });

    test('a suspended licence does not count until it is resumed', async () => {
        await desk.as('luo').licence.suspendLicence({ identifier: first, reasonCode: 'UNDER_INVESTIGATION' });
        expect(await reasons(first)).toEqual(['SUSPENDED']);
        expect(await bits('suspension')).toEqual([issued.statusIndex]);
        await desk.as('pan').licence.resumeLicence({ identifier: first });
        expect(await reasons(first)).toEqual([]);
        expect(await bits('suspension')).toEqual([]);
    });

    test('its renewal supersedes it', async () => {
        const { documentSha256, validFrom, validTo, statusIndex } = issue(second);
        const edition = { documentSha256, validFrom, validTo, statusListId, statusIndex };
        const { result } = await desk.as('pan').licence.renewLicence({ identifier: first, ...edition });
        expect(result).toEqual({ identifier: second, previousIdentifier: first, status: 'ISSUED' });
        expect(await reasons(first)).toEqual(['SUPERSEDED']);
        expect(await reasons(second)).toEqual([]);
        const kept = await desk.as('pan').licence.licenceByIdentifier({ identifier: second });
        expect(kept).toMatchObject({ holderCommitment: issued.holderCommitment, previousIdentifier: first });
        const late = desk.as('luo').licence.renewLicence({ identifier: first, ...edition });
        expect(await codeOf(late)).toBe('LICENCE_STATE_FORBIDS');
    });

    test('ten revocations on one list in one block all commit', async () => {
        let identifiers: readonly string[] = [];
        const issueTen = async (): Promise<void> => {
            const stem = randomCode(6);
            identifiers = Array.from('0123456789').map((digit) => identifierOf(`TEN${stem}${digit}`));
            await Promise.all(identifiers.map((identifier) => desk.as('luo').licence.issueLicence(issue(identifier))));
        };
        await issueTen();
        const codes = await inOneBlock(
            test_.opened.control,
            () =>
                Promise.all(
                    identifiers.map((identifier) =>
                        desk.endorsed('luo', 'licence', 'revokeLicence', { identifier, reasonCode: 'COURT_ORDER' }),
                    ),
                ),
            issueTen,
        );
        expect(codes).toEqual(Array(10).fill(valid));
        for (const identifier of identifiers) {
            expect(await reasons(identifier)).toEqual(['REVOKED']);
        }
    }, 120_000);

    testWith(2, entry, 'what the register’s keeper has not endorsed is not written', async () => {
        const argument = Buffer.from(
            canonicalJson({
                commandId: randomCode(16),
                input: { identifier: second, reasonCode: 'ISSUED_IN_ERROR' },
            }),
        );
        const call = { chaincode: 'licence', transaction: 'revokeLicence', argument };
        // A witness alone; on a network of two organisations it is the other one.
        const endorsed = await desk.as('luo').transport.endorse(call, [desk.officer('chen').mspId], limits);
        await endorsed.submit(limits);
        expect(await endorsed.status(limits)).toMatchObject({ code: endorsementPolicyFailure });
        expect(await reasons(second)).toEqual([]);
    });

    test('when its issuer is deaccredited it stays valid, and nothing is issued or renewed', async () => {
        const withdrawal = { issuerUscc: market, typeCode, reason: 'inspection' };
        expect(await codeOf(desk.as('luo').licence.deaccreditIssuer(withdrawal))).toBe('RUNTIME_ACCESS_DENIED');
        await desk.as('tian').licence.deaccreditIssuer(withdrawal);
        expect(await reasons(second)).toEqual([]);
        const next = issue(identifierOf(`C${serial}`));
        expect(await codeOf(desk.as('luo').licence.issueLicence(next))).toBe('LICENCE_ISSUER_NOT_ACCREDITED');
        const { documentSha256, validFrom, validTo, statusIndex } = next;
        const edition = { documentSha256, validFrom, validTo, statusListId, statusIndex };
        const renewal = desk.as('luo').licence.renewLicence({ identifier: second, ...edition });
        expect(await codeOf(renewal)).toBe('LICENCE_ISSUER_NOT_ACCREDITED');
        const { items } = await desk.as('bank-a-admin').licence.accreditationsOf({ issuerUscc: market });
        expect(items.find((item) => item.typeCode === typeCode)).toMatchObject({
            status: 'WITHDRAWN',
            accreditations: [{ accreditationNo: 1, withdrawal: { by: { officerId: 'tian' }, reason: 'inspection' } }],
        });
    });

    test('only its issuer revokes it, and for good', async () => {
        const revocation = { identifier: second, reasonCode: 'OBTAINED_BY_DECEPTION' as const };
        expect(await codeOf(desk.as('chen').licence.revokeLicence(revocation))).toBe('RUNTIME_ACCESS_DENIED');
        expect(await codeOf(desk.as('jiang').licence.revokeLicence(revocation))).toBe('LICENCE_OF_OTHER_AGENCY');
        const unknown = { ...revocation, identifier: identifierOf(`D${serial}`) };
        expect(await codeOf(desk.as('luo').licence.revokeLicence(unknown))).toBe('LICENCE_NOT_FOUND');
        await desk.as('luo').licence.revokeLicence(revocation);
        expect(await reasons(second)).toEqual(['REVOKED']);
        const { statusIndex } = await desk.as('luo').licence.licenceByIdentifier({ identifier: second });
        expect(await bits('revocation')).toContain(statusIndex);
        expect(await refusalOf(desk.as('luo').licence.resumeLicence({ identifier: second }))).toMatchObject({
            code: 'LICENCE_STATE_FORBIDS',
            details: { operation: 'resumeLicence', status: 'REVOKED' },
        });
    });

    test('its history tells every step, the newest first', async () => {
        const { items } = await desk.as('jiang').licence.licenceHistory({ identifier: first });
        expect(items).toMatchObject([
            { status: 'SUPERSEDED', nextIdentifier: second },
            { status: 'ISSUED', statusChange: { by: { officerId: 'pan' } } },
            { status: 'SUSPENDED', statusChange: { by: { officerId: 'luo' }, reasonCode: 'UNDER_INVESTIGATION' } },
            { status: 'ISSUED' },
        ]);
    });

    test('the events come from blocks, in the order of the ledger, and name nobody', async () => {
        const seen: string[] = [];
        const stop = new AbortController();
        for await (const event of desk.as('bank-a-admin').events.all({ fromBlock: firstBlock, signal: stop.signal })) {
            if (event.register !== 'licence') continue;
            const text = JSON.stringify(event.payload);
            expect(text).not.toContain(issued.holderCommitment);
            if (text.includes(serial)) seen.push(event.type);
            if (event.type === 'licenceRevoked' && event.payload.identifier === second) stop.abort();
        }
        expect(seen).toEqual([
            'licenceIssued',
            'licenceSuspended',
            'licenceResumed',
            'licenceRenewed',
            'licenceRevoked',
        ]);
    });
});
