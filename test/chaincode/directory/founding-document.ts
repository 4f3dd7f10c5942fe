/** Two founding agencies and a bank, with the officers that directory tests act as. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { createChaincode } from '../../../chaincode/src/host';
import { LedgerDesk } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';

type Document = z.input<typeof FoundingDocument>;
type Officers = Document['agencies'][number]['officers'];

export const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };

const cast = {
    landGovernor: ['Org1MSP', 'governor'],
    landAdmin: ['Org1MSP', 'administrator'],
    registrar: ['Org1MSP', 'registrar'],
    dataGovernor: ['Org2MSP', 'governor'],
    dataAdmin: ['Org2MSP', 'administrator'],
    identityOfficer: ['Org2MSP', 'identityProvider'],
    bankAdmin: ['Org3MSP', 'administrator'],
    banker: ['Org3MSP', 'mortgagee'],
} as const;
export type Part = keyof typeof cast;
export type Cast = Readonly<Record<Part | 'stranger', Signer>>;

export async function createCast(): Promise<Cast> {
    const parts = Object.entries(cast).map(
        async ([part, [mspId]]) => [part, await createSigner({ mspId, commonName: part })] as const,
    );
    const stranger = await createSigner({ mspId: 'Org1MSP', commonName: 'stranger' });
    return { ...(Object.fromEntries(await Promise.all(parts)) as Record<Part, Signer>), stranger };
}

export function foundingDocument(people: Cast): Document {
    const officers = (parts: readonly Part[], jurisdiction = ''): Officers =>
        parts.map((part) => ({
            officerId: part,
            departmentId: 'main',
            principal: people[part].principal,
            grants: [{ role: cast[part][1], jurisdiction, clearance: 3, ...period }],
        }));
    const departments = [{ departmentId: 'main', name: { zh: '综合处', en: 'General' } }];
    return {
        title: { zh: '共同记录处', en: 'Common record office' },
        agencies: [
            {
                agencyId: 'land-bureau',
                uscc: '11330105002500287C',
                name: { zh: '不动产登记局', en: 'Land Bureau' },
                mspId: 'Org1MSP',
                founding: true,
                roles: ['governor', 'administrator', 'registrar', 'examiner'],
                jurisdiction: '',
                departments,
                officers: [...officers(['landGovernor', 'landAdmin']), ...officers(['registrar'], '1101')],
            },
            {
                agencyId: 'data-authority',
                name: { zh: '数据局', en: 'Data Authority' },
                mspId: 'Org2MSP',
                founding: true,
                roles: ['governor', 'administrator', 'identityProvider', 'auditor'],
                jurisdiction: '',
                departments,
                officers: officers(['dataGovernor', 'dataAdmin', 'identityOfficer']),
            },
            {
                agencyId: 'bank-a',
                name: { zh: '甲银行', en: 'Bank A' },
                mspId: 'Org3MSP',
                founding: false,
                roles: ['administrator', 'mortgagee'],
                jurisdiction: '11',
                departments,
                officers: officers(['bankAdmin', 'banker'], '11'),
            },
        ],
    };
}

export function documentHash(document: unknown): string {
    return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** A desk with an empty directory that waits for this document. */
export function emptyDirectory(document: Document): LedgerDesk {
    const desk = new LedgerDesk();
    const foundingDocumentSha256 = documentHash(document);
    desk.install('directory', createChaincode({ register: 'directory', foundingDocumentSha256, clockGuardMs: 'off' }));
    return desk;
}

/** A desk with the founded directory. */
export async function foundedDirectory(people: Cast): Promise<LedgerDesk> {
    const document = foundingDocument(people);
    const desk = emptyDirectory(document);
    const { refusal } = await desk.submit(people.stranger, 'directory', 'bootstrap', { document });
    if (refusal !== undefined) {
        throw new Error(JSON.stringify(refusal));
    }
    return desk;
}
