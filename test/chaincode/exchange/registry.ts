/** Directory and exchange behind the real shim: a data authority, two providers, two consumers, an auditor. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { deploymentPlan } from '../../../chaincode/src/deployments';
import { createChaincode } from '../../../chaincode/src/host';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { type CallOptions, LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { deliverTo, headerFor, sealedWith } from '../../support/sealing/jwe';
import { documentHash } from '../directory/founding-document';
import { hex, inThirtyDays, metadata, resourceCode, salt } from './people';

type Document = z.input<typeof FoundingDocument>;
const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };

interface Place {
    readonly agencyId: string;
    readonly role: string;
    /** A second role of the same officer. */
    readonly also?: string;
    readonly departmentId?: string;
    readonly clearance?: number;
}

/** The MSP id is the agency id with `MSP` behind it. */
const cast = {
    governor: { agencyId: 'Data', role: 'governor' },
    authority: { agencyId: 'Data', role: 'dataAuthority' },
    provider: { agencyId: 'Civil', role: 'provider' },
    colleague: { agencyId: 'Civil', role: 'provider' },
    otherProvider: { agencyId: 'Tax', role: 'provider' },
    consumer: { agencyId: 'Land', role: 'consumer' },
    trainee: { agencyId: 'Land', role: 'consumer', clearance: 1 },
    neighbour: { agencyId: 'Land', role: 'consumer', departmentId: 'archive' },
    landProvider: { agencyId: 'Land', role: 'provider' },
    otherConsumer: { agencyId: 'Tax', role: 'consumer' },
    auditor: { agencyId: 'Audit', role: 'auditor' },
    versatile: { agencyId: 'Data', role: 'dataAuthority', also: 'consumer' },
} as const satisfies Readonly<Record<string, Place>>;
export type Part = keyof typeof cast;
export const roleOf = (part: Part): string => cast[part].role;
type Role = Document['agencies'][number]['roles'][number];
type People = Readonly<Record<Part | 'stranger', Signer>>;

export const start = '2026-03-01T08:00:00.000Z';
export const wanted = { maxUses: 2, validFrom: start, validTo: inThirtyDays };
export const asking = { resourceCode, items: ['name', 'status'], purposeCode: 'LAND-TRANSFER', wanted };
export const requestDetails = { salt, caseNumber: 'LT-2026-17', justification: 'Consent of the spouse' };
export const useDetails = { salt: hex('b', 32), caseNumber: 'LT-2026-17', subjectReference: 'Li of flat 1' };
export const record = { name: 'Li Example', status: 'married' };
/** What the provider seals for a use; always the same for one use. */
export function delivered(
    usageId: string,
    header: object | string = headerFor(usageId),
): { readonly salt: string; readonly sealed: string } {
    return { salt: hex('9', 32), sealed: sealedWith(header, JSON.stringify(record)) };
}
/** SHA-256 over the salt's bytes and the rest as canonical JSON, written out here and not asked of the code. */
export function commitment({ salt: saltHex, ...value }: { readonly salt: string }): string {
    return createHash('sha256').update(Buffer.from(saltHex, 'hex')).update(canonicalJson(value)).digest('hex');
}

const witnesses = ['Civil', 'Land', 'Tax', 'Audit'];
export const [deployment] = deploymentPlan({
    agencies: Object.fromEntries(['Data', ...witnesses].map((agencyId) => [agencyId, `${agencyId}MSP`])),
    registers: { exchange: { kind: 'witnessed', owner: 'Data', witnesses } },
});

export class Registry {
    readonly desk = new LedgerDesk();
    readonly people: People;

    constructor(people: People) {
        this.people = people;
    }

    /** Founded; the catalogue is empty. */
    static async open(): Promise<Registry> {
        const registry = new Registry(await signers());
        const document = foundingDocument(registry.people);
        const config = { foundingDocumentSha256: documentHash(document), clockGuardMs: 'off' } as const;
        registry.desk.install('directory', createChaincode({ register: 'directory', ...config }));
        registry.desk.install(
            'exchange',
            createChaincode({ register: 'exchange', ...config }),
            deployment?.collections,
        );
        passed(await registry.desk.submit(registry.people.stranger, 'directory', 'bootstrap', { document }));
        return registry;
    }

    submit(part: Part | 'stranger', transaction: string, input: unknown, options: CallOptions = {}): Promise<Outcome> {
        return this.desk.submit(this.people[part], 'exchange', transaction, input, options);
    }

    evaluate(
        part: Part | 'stranger',
        transaction: string,
        input: unknown,
        options: CallOptions = {},
    ): Promise<Outcome> {
        return this.desk.evaluate(this.people[part], 'exchange', transaction, input, options);
    }

    publish(change: object = {}, part: Part = 'provider'): Promise<Outcome> {
        return this.submit(part, 'publishResource', { resourceCode, ...metadata, ...change });
    }

    ask(change: object = {}, part: Part = 'consumer'): Promise<Outcome> {
        return this.submit(part, 'requestShare', { ...asking, ...change }, { private: requestDetails });
    }

    /** A request that waits for its provider. */
    async pending(change: object = {}, part: Part = 'consumer'): Promise<string> {
        const { requestId } = passed(await this.ask(change, part)).result as { requestId: string };
        passed(await this.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }));
        return requestId;
    }

    answer(requestId: string, terms: object = {}, part: Part = 'provider'): Promise<Outcome> {
        const answer = { decision: 'GRANT', items: asking.items, ...wanted, ...terms };
        return this.submit(part, 'answerRequest', { requestId, answer });
    }

    /** Published, requested, checked and granted. */
    async granted(
        terms: object = {},
        part: Part = 'consumer',
        change: object = {},
        by: Part = 'provider',
    ): Promise<string> {
        const outcome = passed(await this.answer(await this.pending(change, part), terms, by));
        return (outcome.result as { grantId: string }).grantId;
    }

    use(grantId: string, change: object = {}, part: Part = 'consumer', options: CallOptions = {}): Promise<Outcome> {
        const use = { slot: 1, items: asking.items, purposeCode: 'LAND-TRANSFER' };
        const input = { grantId, ...use, subject: hex('5'), requestHash: hex('6'), deliverTo, ...change };
        return this.submit(part, 'useGrant', input, { private: useDetails, ...options });
    }

    commitAnswer(usageId: string, value: { readonly salt: string } = delivered(usageId)): Promise<Outcome> {
        const input = { usageId, commitment: commitment(value), responseHash: hex('e') };
        return this.submit('provider', 'commitAnswer', input);
    }

    /** Endorsed by the consumer's peer alone, as its inbox asks. */
    deliver(usageId: string, value: object = delivered(usageId), part: Part = 'provider'): Promise<Outcome> {
        return this.submit(part, 'deliverRecord', { usageId }, { private: value, peer: 'LandMSP' });
    }

    /** A use whose record lies in the inbox. */
    async deliveredUse(): Promise<string> {
        const { usageId } = passed(await this.use(await this.granted())).result as { usageId: string };
        passed(await this.commitAnswer(usageId));
        passed(await this.deliver(usageId));
        return usageId;
    }
}

export function passed(outcome: Outcome): Outcome {
    if (outcome.status >= 400) throw new Error(outcome.message);
    return outcome;
}

async function signers(): Promise<People> {
    const parts = Object.entries({ ...cast, stranger: { agencyId: 'Land' } }).map(
        async ([part, { agencyId }]) =>
            [part, await createSigner({ mspId: `${agencyId}MSP`, commonName: part })] as const,
    );
    return Object.fromEntries(await Promise.all(parts)) as Record<Part | 'stranger', Signer>;
}

function foundingDocument(people: People): Document {
    const parts = Object.entries<Place>(cast) as readonly (readonly [Part, Place])[];
    const agencies = [...new Set(parts.map(([, { agencyId }]) => agencyId))];
    return {
        title: { zh: '共同记录处', en: 'Common record office' },
        agencies: agencies.map((agencyId) => {
            const own = parts.filter(([, place]) => place.agencyId === agencyId);
            return {
                agencyId,
                name: { zh: '机构', en: agencyId },
                mspId: `${agencyId}MSP`,
                founding: agencyId === 'Data',
                roles: [...new Set(own.flatMap(([, place]) => rolesOf(place)))],
                jurisdiction: '',
                departments: ['main', 'archive'].map((departmentId) => ({
                    departmentId,
                    name: { zh: '处室', en: departmentId },
                })),
                officers: own.map(([part, place]) => ({
                    officerId: part,
                    departmentId: place.departmentId ?? 'main',
                    principal: people[part].principal,
                    grants: rolesOf(place).map((role) => ({
                        role,
                        jurisdiction: '',
                        clearance: place.clearance ?? 2,
                        ...period,
                    })),
                })),
            };
        }),
    };
}

function rolesOf({ role, also }: Place): Role[] {
    return [role, ...(also === undefined ? [] : [also])] as Role[];
}
