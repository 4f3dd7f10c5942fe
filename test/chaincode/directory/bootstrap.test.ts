import {
    type Cast,
    createCast,
    documentHash,
    emptyDirectory,
    foundedDirectory,
    foundingDocument,
} from './founding-document';

let people: Cast;
beforeAll(async () => {
    people = await createCast();
});

describe('founding the directory', () => {
    it('writes agencies, departments, officers and pointers once, and says so in one event', async () => {
        // given
        const document = foundingDocument(people);
        const desk = emptyDirectory(document);
        // when
        const outcome = await desk.submit(people.stranger, 'directory', 'bootstrap', { document });
        // then
        expect(outcome.refusal).toBeUndefined();
        expect(outcome.result).toEqual({ sha256: documentHash(document), agencies: 3, officers: 8 });
        const types = outcome.writes.map(({ key }) => key.split('/')[0]);
        const count = (type: string): number => types.filter((found) => found === type).length;
        expect({
            founding: count('directory.founding'),
            agencies: count('directory.agency'),
            departments: count('directory.department'),
            officers: count('directory.officer'),
            byAgency: count('directory.officer~byAgency'),
            pointers: count('directory.officer-pointer'),
            commands: count('command'),
            all: types.length,
        }).toEqual({
            founding: 1,
            agencies: 3,
            departments: 3,
            officers: 8,
            byAgency: 8,
            pointers: 8,
            commands: 1,
            all: 32,
        });
        expect(outcome.event).toEqual({
            v: 1,
            txId: outcome.txId,
            items: [
                {
                    register: 'directory',
                    type: 'directoryFounded',
                    payload: {
                        sha256: documentHash(document),
                        agencies: ['land-bureau', 'data-authority', 'bank-a'],
                    },
                },
            ],
        });
    });

    it('stores an agency flat beside its bookkeeping', async () => {
        const document = foundingDocument(people);
        const desk = emptyDirectory(document);
        const { writes } = await desk.submit(people.stranger, 'directory', 'bootstrap', { document });
        expect(writes.find(({ key }) => key === 'directory.agency/bank-a')?.value).toEqual({
            docType: 'directory.agency',
            id: 'bank-a',
            schemaVersion: 1,
            version: 1,
            updatedAt: '2026-03-01T08:00:00.000Z',
            updatedBy: `Org1MSP:${people.stranger.principal.subjectHash}`,
            agencyId: 'bank-a',
            name: { zh: '甲银行', en: 'Bank A' },
            mspId: 'Org3MSP',
            founding: false,
            roles: ['administrator', 'mortgagee'],
            jurisdiction: '11',
            status: 'ACTIVE',
        });
    });

    it('refuses another document than the one it was started with', async () => {
        const document = foundingDocument(people);
        const desk = emptyDirectory(document);
        const other = { ...document, title: { zh: '另一处', en: 'Another office' } };
        const outcome = await desk.submit(people.stranger, 'directory', 'bootstrap', { document: other });
        expect(outcome.refusal?.code).toBe('DIRECTORY_FOUNDING_DOCUMENT_MISMATCH');
        expect(outcome.writes).toEqual([]);
    });

    it('refuses to be founded a second time', async () => {
        const desk = await foundedDirectory(people);
        const outcome = await desk.submit(people.stranger, 'directory', 'bootstrap', {
            document: foundingDocument(people),
        });
        expect(outcome.refusal?.code).toBe('DIRECTORY_BOOTSTRAP_DONE');
        expect(outcome.writes).toEqual([]);
    });
});
