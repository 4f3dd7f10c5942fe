/** One canary for each private field: it may lie in its collection and nowhere else. */
import { inspect } from 'node:util';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { headerFor, sealedWith } from '../../support/sealing/jwe';
import { hex } from './people';
import { asking, passed, Registry } from './registry';

const canaries = {
    caseNumber: 'CANARY-CASE-7f3a',
    justification: 'CANARY-REASON-91cc',
    subjectReference: 'CANARY-SUBJECT-02de',
    name: 'CANARY-NAME-55aa',
    status: 'CANARY-STATUS-e01b',
};
const { caseNumber, justification, subjectReference, name, status } = canaries;
const requestSecret = { salt: hex('1', 32), caseNumber, justification };
const useSecret = { salt: hex('2', 32), caseNumber, subjectReference };
/** The register never has name and status: what it has is sealed. */
const deliverySecret = (usageId: string): { readonly salt: string; readonly sealed: string } => ({
    salt: hex('3', 32),
    sealed: sealedWith(headerFor(usageId), JSON.stringify({ name, status })),
});
const hidden = [...Object.values(canaries), requestSecret.salt, useSecret.salt, hex('3', 32)];

/** Everything of an outcome that leaves the endorsing peer for orderer, blocks, other peers and clients. */
function outside({ result, message, refusal, writes, event, simulation }: Outcome): string {
    const keys = [...simulation.reads.keys(), ...simulation.privateReads.keys()];
    const privateKeys = simulation.privateWrites.map(({ key }) => key);
    return inspect(
        { result, message, refusal, writes, event, keys, privateKeys },
        { depth: 20, maxStringLength: null },
    );
}

function expectSilent(outcome: Outcome): Outcome {
    const text = outside(outcome);
    for (const canary of hidden) expect(text).not.toContain(canary);
    return outcome;
}

describe('private values', () => {
    let registry: Registry;
    let written: string[];
    beforeEach(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
        written = [];
        const submit = registry.desk.submit.bind(registry.desk);
        registry.desk.submit = async (...call) => {
            const outcome = expectSilent(await submit(...call));
            written.push(outside(outcome));
            return outcome;
        };
    });

    const share = async (): Promise<string> => {
        const asked = passed(await registry.submit('consumer', 'requestShare', asking, { private: requestSecret }));
        const { requestId } = asked.result as { requestId: string };
        passed(await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }));
        const { grantId } = passed(await registry.answer(requestId)).result as { grantId: string };
        const used = passed(await registry.use(grantId, {}, 'consumer', { private: useSecret }));
        const { usageId } = used.result as { usageId: string };
        passed(await registry.commitAnswer(usageId, deliverySecret(usageId)));
        passed(await registry.deliver(usageId, deliverySecret(usageId)));
        passed(await registry.submit('consumer', 'confirmReceipt', { usageId }));
        passed(await registry.submit('consumer', 'purgeDelivery', { usageId, reason: 'closed' }));
        return usageId;
    };

    it('appear in no response, write, event, key or log line of a whole exchange', async () => {
        const errors: string[] = [];
        const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
        const print = jest.spyOn(process.stdout, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
        try {
            await share();
        } finally {
            write.mockRestore();
            print.mockRestore();
        }
        expect(written).toHaveLength(8);
        for (const canary of hidden) expect(errors.join()).not.toContain(canary);
    });

    it('reach only the peers of those who may see them', async () => {
        await share();
        const kept = (mspId: string): string => registry.desk.state.private.kept(mspId).join();
        for (const mspId of ['LandMSP', 'CivilMSP', 'DataMSP']) {
            expect(kept(mspId)).toContain(justification);
            expect(kept(mspId)).toContain(subjectReference);
        }
        for (const mspId of ['TaxMSP', 'AuditMSP']) expect(kept(mspId)).toBe('');
        for (const mspId of ['LandMSP', 'CivilMSP', 'DataMSP', 'TaxMSP', 'AuditMSP']) {
            expect(kept(mspId)).not.toContain(name);
            expect(kept(mspId)).not.toContain(status);
        }
    });

    it('are not repeated by refusals', async () => {
        const wrong = { ...requestSecret, justification: justification.repeat(200) };
        const tooLong = await registry.submit('consumer', 'requestShare', asking, { private: wrong });
        expect(tooLong.refusal?.code).toBe('RUNTIME_INPUT_INVALID');
        const extra = { ...useSecret, [name]: status };
        const use = await registry.use(hex('0', 32), {}, 'consumer', { private: extra });
        expect(use.refusal?.code).toBe('RUNTIME_INPUT_INVALID');
        const withdrawn = { ...asking, items: ['salary'] };
        const unknown = await registry.submit('consumer', 'requestShare', withdrawn, { private: requestSecret });
        expect(unknown.refusal?.code).toBe('EXCHANGE_ITEM_UNKNOWN');
        const grantId = await registry.granted();
        const { usageId } = passed(await registry.use(grantId)).result as { usageId: string };
        passed(await registry.commitAnswer(usageId));
        const other = await registry.deliver(usageId, deliverySecret(usageId));
        expect(other.refusal?.code).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        const misnamed = await registry.deliver(usageId, { ...deliverySecret(usageId), [name]: status });
        expect(misnamed.refusal?.code).toBe('RUNTIME_INPUT_INVALID');
        // A provider who forgets to seal, and writes into the header what belongs inside.
        const second = passed(await registry.use(grantId, { slot: 2 })).result as { usageId: string };
        const header = { ...headerFor(second.usageId), [name]: status };
        const open = { salt: hex('3', 32), sealed: sealedWith(header, JSON.stringify({ name, status })) };
        passed(await registry.commitAnswer(second.usageId, open));
        const unsealed = await registry.deliver(second.usageId, open);
        expect(unsealed.refusal?.code).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
    });
});
