import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { type Cast, createCast, foundedDirectory, period } from './founding-document';

let people: Cast;
let desk: LedgerDesk;

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    desk = await foundedDirectory(people);
});

/** Public key of RFC 7515, A.3; its thumbprint computed with another implementation. */
const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const kid = 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U';
const personRef = '9e70b1f03d0fc3539f4ff3b7ee20199446b2f169bf713149e55402a260deea3b';

function attest(change: object = {}): Promise<Outcome> {
    const input = { personRef, jwk, ...period, ...change };
    return desk.submit(people.identityOfficer, 'directory', 'attestKey', input);
}

describe('attesting a key', () => {
    it('files it under its RFC 7638 thumbprint, with the person as a commitment', async () => {
        const outcome = await attest();
        expect(outcome.result).toEqual({ kid });
        expect(outcome.event?.items).toEqual([
            { register: 'directory', type: 'keyAttested', payload: { kid, agencyId: 'data-authority', ...period } },
        ]);
        const view = { kid, personRef, jwk, ...period, status: 'ATTESTED', agencyId: 'data-authority' };
        expect((await desk.evaluate(people.stranger, 'directory', 'keyByKid', { kid })).result).toEqual(view);
        const asked = await desk.evaluate(people.stranger, 'directory', 'whoIs', {
            principal: people.registrar.principal,
            kids: [kid, 'B'.repeat(43)],
        });
        expect((asked.result as { keys: unknown }).keys).toEqual([view]);
        expect(asked.simulation.reads.size).toBe(4);
    });

    it.each<[string, object, string]>([
        ['a point off the curve', { jwk: { ...jwk, x: jwk.y } }, 'DIRECTORY_KEY_INVALID'],
        [
            'the same coordinate spelt otherwise',
            { jwk: { ...jwk, x: `${jwk.x.slice(0, -1)}V` } },
            'DIRECTORY_KEY_INVALID',
        ],
        ['a private key', { jwk: { ...jwk, d: jwk.x } }, 'RUNTIME_INPUT_INVALID'],
        ['another curve', { jwk: { ...jwk, crv: 'P-384' } }, 'RUNTIME_INPUT_INVALID'],
        ['a name instead of a commitment', { personRef: '李四' }, 'RUNTIME_INPUT_INVALID'],
        ['a period that has ended', { validTo: '2026-02-01T00:00:00.000Z' }, 'DIRECTORY_GRANT_PERIOD'],
    ])('refuses %s', async (_what, change, code) => {
        const outcome = await attest(change);
        expect(outcome.refusal?.code).toBe(code);
        expect(outcome.writes).toEqual([]);
    });

    it('happens once for a key, and only by an identity provider', async () => {
        await attest();
        expect((await attest()).refusal?.code).toBe('DIRECTORY_KEY_EXISTS');
        const outcome = await desk.submit(people.registrar, 'directory', 'attestKey', { personRef, jwk, ...period });
        expect(outcome.refusal?.code).toBe('RUNTIME_ACCESS_DENIED');
    });

    it('is revoked once, and stays readable', async () => {
        await attest();
        const revoke = (): Promise<Outcome> =>
            desk.submit(people.identityOfficer, 'directory', 'revokeKey', { kid, reason: 'device lost' });
        expect((await revoke()).result).toEqual({ kid });
        expect((await revoke()).refusal?.code).toBe('DIRECTORY_KEY_STATE');
        const { result } = await desk.evaluate(people.stranger, 'directory', 'keyByKid', { kid });
        expect(result).toMatchObject({ status: 'REVOKED' });
    });
});
