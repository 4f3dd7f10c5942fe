import { readSigner, type Signer as ReadSigner, SignerCache } from '../../../chaincode/src/runtime/certificate';
import { createSigner, type Signer, type SignerOptions } from '../../support/ledger/signers';

function read(signer: Signer): ReadSigner {
    return readSigner(signer.mspId, Buffer.from(signer.certificatePem));
}

async function readNew(options: Partial<SignerOptions>): Promise<ReadSigner> {
    return read(await createSigner({ mspId: 'Org1MSP', commonName: 'ann', ...options }));
}

describe('the principal of a certificate', () => {
    it('is the SHA-256 over the DER of subject and issuer', async () => {
        const signer = await createSigner({ mspId: 'Org1MSP', commonName: 'ann' });
        expect(read(signer).principal).toEqual(signer.principal);
    });

    it('survives renewal: other serial number, other attributes, same principal', async () => {
        const first = await readNew({ serialNumber: '01' });
        const renewed = await readNew({ serialNumber: '77', attributes: { 'tab.role': 'registrar' } });
        expect(renewed.principal).toEqual(first.principal);
    });

    it('tells apart names that display alike', async () => {
        const signers = await Promise.all([
            readNew({ subject: [['CN', 'x/y/OU=admin']] }),
            readNew({
                subject: [
                    ['CN', 'x/y'],
                    ['OU', 'admin'],
                ],
            }),
            readNew({
                subject: [
                    ['OU', 'admin'],
                    ['CN', 'x/y'],
                ],
            }),
            readNew({ subject: [['CN', 'x']], issuer: [['CN', 'y']] }),
            readNew({ subject: [['CN', 'y']], issuer: [['CN', 'x']] }),
            readNew({ subject: [['CN', 'é']] }),
            readNew({ subject: [['CN', 'e\u0301']] }),
        ]);
        expect(new Set(signers.map(({ principal }) => principal.subjectHash)).size).toBe(7);
    });

    it('keeps the MSP apart from the name', async () => {
        const [one, two] = await Promise.all(
            ['Org1MSP', 'Org2MSP'].map((mspId) => readNew({ mspId, issuer: [['CN', 'ca']] })),
        );
        expect(one?.principal.subjectHash).toBe(two?.principal.subjectHash);
        expect(one?.principal).not.toEqual(two?.principal);
    });

    it.each([
        ['no PEM', 'hello'],
        ['an empty body', '-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----'],
        ['cut short', '-----BEGIN CERTIFICATE-----\nMIIBjTCCATOgAwIBAgIBATAKBggqhkjO\n-----END CERTIFICATE-----'],
    ])('refuses a certificate that is %s', (_what, pem) => {
        expect(() => readSigner('Org1MSP', Buffer.from(pem))).toThrow();
    });
});

describe('the attributes of a certificate', () => {
    it('are those of the closed list', async () => {
        const attributes = { 'tab.role': 'registrar', 'tab.clearance': '2', 'hf.Affiliation': 'org1', role: 'judge' };
        const read = await readNew({ attributes });
        expect(read.attributes).toEqual(
            new Map([
                ['tab.role', 'registrar'],
                ['tab.clearance', '2'],
            ]),
        );
    });

    it.each([
        ['no JSON', 'hello'],
        ['a duplicate name', '{"attrs":{"tab.role":"a","tab.role":"b"}}'],
        ['a value that is no text', '{"attrs":{"tab.clearance":4}}'],
    ])('are unreadable as a whole when the extension holds %s', async (_what, attributeText) => {
        expect((await readNew({ attributeText })).attributes).toBe('unreadable');
    });

    it('are none without the extension', async () => {
        expect((await readNew({})).attributes).toEqual(new Map());
    });
});

describe('the cache of signers', () => {
    it('answers the same object for the same bytes and forgets the oldest', async () => {
        const [ann, bob] = await Promise.all(
            ['ann', 'bob'].map((commonName) => createSigner({ mspId: 'Org1MSP', commonName })),
        );
        const cache = new SignerCache(1);
        const ask = (signer: Signer | undefined): ReadSigner =>
            cache.signer('Org1MSP', Buffer.from(signer?.certificatePem ?? ''));
        const first = ask(ann);
        expect(ask(ann)).toBe(first);
        ask(bob);
        expect(ask(ann)).not.toBe(first);
        expect(ask(ann)).toEqual(first);
    });
});
