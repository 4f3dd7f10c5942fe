/** Directory and land register behind the real shim, with a registry, two banks, a court and citizens with keys. */
import type { z } from 'zod';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { createChaincode } from '../../../chaincode/src/host';
import type { ConsentPayload, Party, Source, Terms } from '../../../chaincode/src/land/terms';
import { LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { documentHash } from '../directory/founding-document';
import {
    contractSource,
    firstTerms,
    li,
    newSigningKey,
    proof,
    receipt,
    signConsent,
    type SigningKey,
    unitCode,
    wang,
    zhao,
} from './people';

type Document = z.input<typeof FoundingDocument>;
export const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };

/** Officer → agency and role. The MSP id is the agency id with `MSP` behind it. */
const cast = {
    governor: ['Land', 'governor'],
    registrar: ['Land', 'registrar'],
    otherRegistrar: ['Land', 'registrar'],
    examiner: ['Land', 'examiner'],
    lender: ['BankA', 'mortgagee'],
    otherLender: ['BankB', 'mortgagee'],
    judge: ['Court', 'judge'],
    attester: ['Civil', 'identityProvider'],
    auditor: ['Civil', 'auditor'],
    notary: ['Civil', 'notary'],
    consumer: ['Civil', 'consumer'],
} as const;
export type Part = keyof typeof cast;

export class Registry {
    readonly desk = new LedgerDesk();
    readonly people: Readonly<Record<Part | 'stranger', Signer>>;
    /** Signing keys by the person's reference. */
    readonly keys = new Map<string, SigningKey>();

    constructor(people: Readonly<Record<Part | 'stranger', Signer>>) {
        this.people = people;
    }

    /** Founded, with attested keys of Li, Wang and Zhao. */
    static async open(): Promise<Registry> {
        const signers = Object.entries({ ...cast, stranger: ['Land'] as const }).map(
            async ([part, [agencyId]]) =>
                [part, await createSigner({ mspId: `${agencyId}MSP`, commonName: part })] as const,
        );
        const registry = new Registry(
            Object.fromEntries(await Promise.all(signers)) as Record<Part | 'stranger', Signer>,
        );
        const document = foundingDocument(registry.people);
        const config = { foundingDocumentSha256: documentHash(document), clockGuardMs: 'off' } as const;
        registry.desk.install('directory', createChaincode({ register: 'directory', ...config }));
        registry.desk.install('land', createChaincode({ register: 'land', ...config }));
        passed(await registry.desk.submit(registry.people.stranger, 'directory', 'bootstrap', { document }));
        for (const person of [li, wang, zhao]) await registry.attest(person);
        return registry;
    }

    submit(part: Part | 'stranger', transaction: string, input: unknown, options = {}): Promise<Outcome> {
        return this.desk.submit(this.people[part], 'land', transaction, input, options);
    }

    evaluate(part: Part | 'stranger', transaction: string, input: unknown): Promise<Outcome> {
        return this.desk.evaluate(this.people[part], 'land', transaction, input);
    }

    async attest(person: Party, validity: object = {}): Promise<SigningKey> {
        const { privateKey, jwk } = newSigningKey('');
        const personRef = person.kind === 'person' ? person.ref : '';
        const input = { personRef, jwk, ...period, ...validity };
        const outcome = passed(await this.desk.submit(this.people.attester, 'directory', 'attestKey', input));
        const key = { ...(outcome.result as { kid: string }), privateKey, jwk };
        this.keys.set(personRef, key);
        return key;
    }

    async open(
        terms: Terms,
        part: Part = 'registrar',
        sources: readonly Source[] = [contractSource, receipt],
    ): Promise<string> {
        const outcome = await this.submit(part, 'openCase', { unitCode, terms, sources });
        return (passed(outcome).result as { caseId: string }).caseId;
    }

    /** The payload that the person would sign. */
    async payload(caseId: string, party: Party): Promise<ConsentPayload> {
        const { caseDigest, consents } = await this.digest(caseId);
        const act = consents.find((item) => JSON.stringify(item.party) === JSON.stringify(party))?.act ?? 'LEND';
        return { register: 'land', caseId, caseDigest, act, party };
    }

    async digest(caseId: string): Promise<{ caseDigest: string; consents: readonly ConsentItem[] }> {
        const outcome = passed(await this.evaluate('registrar', 'caseDigest', { caseId }));
        return outcome.result as { caseDigest: string; consents: readonly ConsentItem[] };
    }

    async sign(caseId: string, party: Party, key?: SigningKey, change: object = {}): Promise<Outcome> {
        const payload = { ...(await this.payload(caseId, party)), ...change };
        const ref = party.kind === 'person' ? party.ref : '';
        const signing = key ?? this.keys.get(ref);
        if (signing === undefined) throw new Error('this party has no key');
        return this.submit('registrar', 'lodgeConsent', { caseId, jws: signConsent(signing, payload) });
    }

    async consent(caseId: string, part: Part): Promise<Outcome> {
        const { caseDigest } = await this.digest(caseId);
        return this.submit(part, 'consentToCase', { caseId, caseDigest });
    }

    /** Collects every consent that is due. */
    async consentAll(caseId: string): Promise<void> {
        for (const { party, given } of (await this.digest(caseId)).consents) {
            if (given) continue;
            const bank = party.kind === 'agency' && party.agencyId === 'BankB' ? 'otherLender' : 'lender';
            if (party.kind === 'agency') await this.consent(caseId, bank);
            else passed(await this.sign(caseId, party));
        }
    }

    /** Opens, collects consents, validates: ready to be approved. */
    async prepare(terms: Terms, part: Part = 'registrar', sources?: readonly Source[]): Promise<string> {
        const caseId = await this.open(terms, part, sources);
        await this.consentAll(caseId);
        passed(await this.submit('registrar', 'validateCase', { caseId }));
        return caseId;
    }

    async complete(terms: Terms, part: Part = 'registrar', sources?: readonly Source[]): Promise<Outcome> {
        const caseId = await this.prepare(terms, part, sources);
        return passed(await this.submit('examiner', 'approveCase', { caseId }));
    }

    completeFirst(): Promise<Outcome> {
        return this.complete(firstTerms, 'registrar', [proof]);
    }
}

export interface ConsentItem {
    readonly party: Party;
    readonly act: ConsentPayload['act'];
    readonly means: string;
    readonly given: boolean;
}

export function passed(outcome: Outcome): Outcome {
    if (outcome.status >= 400) throw new Error(outcome.message);
    return outcome;
}

function foundingDocument(people: Readonly<Record<Part, Signer>>): Document {
    const agencies = [...new Set(Object.values(cast).map(([agencyId]) => agencyId))];
    return {
        title: { zh: '共同记录处', en: 'Common record office' },
        agencies: agencies.map((agencyId) => {
            const parts = (Object.keys(cast) as Part[]).filter((part) => cast[part][0] === agencyId);
            return {
                agencyId,
                name: { zh: '机构', en: agencyId },
                mspId: `${agencyId}MSP`,
                founding: agencyId === 'Land',
                roles: [...new Set(parts.map((part) => cast[part][1]))],
                jurisdiction: '',
                departments: [{ departmentId: 'main', name: { zh: '综合处', en: 'General' } }],
                officers: parts.map((part) => ({
                    officerId: part,
                    departmentId: 'main',
                    principal: people[part].principal,
                    grants: [{ role: cast[part][1], jurisdiction: '1101', clearance: 2, ...period }],
                })),
            };
        }),
    };
}
