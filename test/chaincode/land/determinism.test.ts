import { createChaincode } from '../../../chaincode/src/host';
import { LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import type { Signer } from '../../support/ledger/signers';
import { newSimulation } from '../../support/ledger/world-state';
import { firstTerms, hex, li, mortgageTerms, proof, saleTerms, sealTerms, signConsent, unitCode } from './people';
import { passed, Registry } from './registry';

/** The same value with the names of every object in reverse order. */
function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).reverse();
    return Object.fromEntries(entries.map(([name, item]) => [name, reversed(item)]));
}

/** A second peer: other processes of both registers over a copy of the committed state. */
function secondPeer(of: LedgerDesk): LedgerDesk {
    const desk = new LedgerDesk();
    for (const register of ['directory', 'land']) {
        desk.install(register, createChaincode({ register, foundingDocumentSha256: '', clockGuardMs: 'off' }));
    }
    const copy = newSimulation('copy', new Date(of.now));
    for (const register of ['directory', 'land']) {
        const state = of.state.range(register, '', '\u{10ffff}');
        copy.writes.set(register, new Map(state.map(([key, { value }]) => [key, value])));
        copy.policies.set(register, new Map(state.flatMap(([key, { policy }]) => (policy ? [[key, policy]] : []))));
    }
    desk.state.commit(copy);
    return desk;
}

/** Everything that an endorser signs of a write set, byte for byte and in the order of writing. */
function bytesOf({ simulation: { writes, policies } }: Outcome): readonly string[] {
    const lines = (maps: ReadonlyMap<string, ReadonlyMap<string, Uint8Array | undefined>>): string[] =>
        [...maps].flatMap(([register, map]) =>
            [...map].map(([key, value]) => `${register} ${key} ${value ? Buffer.from(value).toString('hex') : 'gone'}`),
        );
    return [...lines(writes), ...lines(policies)];
}

let registry: Registry;
beforeEach(async () => {
    registry = await Registry.open();
});

async function expectSameBytes(signer: Signer, transaction: string, input: object): Promise<void> {
    const options = { commandId: 'same' };
    const other = secondPeer(registry.desk);
    const first = passed(await registry.desk.endorse(signer, 'land', transaction, input, options));
    const second = passed(await other.endorse(signer, 'land', transaction, reversed(input), options));
    expect(JSON.stringify(reversed(input))).not.toBe(JSON.stringify(input));
    expect(bytesOf(first).length).toBeGreaterThan(1);
    expect(bytesOf(second)).toEqual(bytesOf(first));
    expect(second.result).toEqual(first.result);
    expect(JSON.stringify(second.event?.items)).toBe(JSON.stringify(first.event?.items));
    expect([...second.simulation.reads.keys()].sort()).toEqual([...first.simulation.reads.keys()].sort());
}

describe('two endorsers given one command, its names in another order, write the same bytes', () => {
    it('when a first registration is opened', async () => {
        await expectSameBytes(registry.people.registrar, 'openCase', { unitCode, terms: firstTerms, sources: [proof] });
    });

    it('when a document is lodged', async () => {
        const caseId = await registry.open(firstTerms);
        await expectSameBytes(registry.people.registrar, 'lodgeSource', { caseId, source: proof });
    });

    it('when a signature is carried in', async () => {
        const caseId = await registry.open(firstTerms);
        const key = registry.keys.get(hex('1'));
        if (key === undefined) throw new Error('Li has no key');
        const jws = signConsent(key, await registry.payload(caseId, li));
        await expectSameBytes(registry.people.registrar, 'lodgeConsent', { caseId, jws });
    });

    it('when the bank consents', async () => {
        await registry.completeFirst();
        const caseId = await registry.open(mortgageTerms());
        const { caseDigest } = await registry.digest(caseId);
        await expectSameBytes(registry.people.lender, 'consentToCase', { caseId, caseDigest });
    });

    it('when a lien is created with its policy, carried by a sale, and the title sealed', async () => {
        await registry.completeFirst();
        const approve = async (caseId: string): Promise<void> => {
            const input = { caseId, reason: 'complete' };
            await expectSameBytes(registry.people.examiner, 'approveCase', input);
            passed(await registry.submit('examiner', 'approveCase', input));
        };
        await approve(await registry.prepare(mortgageTerms()));
        await approve(await registry.prepare(saleTerms));
        await approve(await registry.prepare(sealTerms(), 'judge', []));
    });

    it('when a case is rejected', async () => {
        const caseId = await registry.open(firstTerms);
        await expectSameBytes(registry.people.registrar, 'rejectCase', { caseId, reason: 'no deed' });
    });
});
