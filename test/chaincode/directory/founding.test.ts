import type { z } from 'zod';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { assertFoundingDocument } from '../../../chaincode/src/directory/founding';
import { createCast, foundingDocument, type Cast } from './founding-document';

let people: Cast;
beforeAll(async () => {
    people = await createCast();
});

type Document = z.output<typeof FoundingDocument>;
type Agency = Document['agencies'][number];

function withAgency(index: number, change: (agency: Agency) => Partial<Agency>): Document {
    const document: Document = foundingDocument(people);
    const agencies = document.agencies.map((agency, at) => (at === index ? { ...agency, ...change(agency) } : agency));
    return { ...document, agencies };
}
const first = <Item>(items: readonly Item[], change: Partial<Item>): Item[] =>
    items.map((item, index) => (index === 0 ? { ...item, ...change } : item));

describe('a founding document', () => {
    it('is accepted when its parts fit together', () => {
        expect(() => {
            assertFoundingDocument(foundingDocument(people));
        }).not.toThrow();
    });

    it.each<[string, () => Document, string]>([
        ['two agencies under one id', () => withAgency(1, () => ({ agencyId: 'land-bureau' })), '/agencies'],
        [
            'no founding agency',
            () => ({ ...foundingDocument(people), agencies: foundingDocument(people).agencies.slice(2) }),
            '/agencies',
        ],
        [
            'an officer of another MSP',
            () =>
                withAgency(2, ({ officers }) => ({
                    officers: first(officers, { principal: people.stranger.principal }),
                })),
            '/agencies/2/officers/0/principal',
        ],
        [
            'an officer without a department',
            () => withAgency(0, ({ officers }) => ({ officers: first(officers, { departmentId: 'moon' }) })),
            '/agencies/0/officers/0/departmentId',
        ],
        [
            'a governor in an agency that does not found',
            () =>
                withAgency(2, ({ officers, roles }) => ({
                    roles: [...roles, 'governor'],
                    officers: first(officers, {
                        grants: first(officers[0]?.grants ?? [], { role: 'governor' }),
                    }),
                })),
            '/agencies/2/officers/0/grants/0',
        ],
        [
            'roles that exclude one another',
            () =>
                withAgency(0, ({ officers }) => ({
                    officers: first(officers, {
                        grants: [
                            ...(officers[0]?.grants ?? []),
                            ...first(officers[0]?.grants ?? [], { role: 'registrar' }),
                        ],
                    }),
                })),
            '/agencies/0/officers/0/grants/1',
        ],
        [
            'one principal for two officers',
            () =>
                withAgency(0, ({ officers }) => ({
                    officers: first(officers, { principal: people.registrar.principal }),
                })),
            '/agencies/0/officers',
        ],
    ])('is refused with %s', (_what, document, path) => {
        expect(() => {
            assertFoundingDocument(document());
        }).toThrow(
            expect.objectContaining({
                code: 'DIRECTORY_FOUNDING_DOCUMENT_INVALID',
                details: expect.objectContaining({ path }) as unknown,
            }) as Error,
        );
    });
});
