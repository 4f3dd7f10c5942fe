import { status } from '@grpc/grpc-js';
import { canonicalJson } from '../../../chaincode/src/api';
import { ConfigurationError, TransportError } from '../../../client/src/errors/tabularium-error';
import { DomainRefusal } from '../../../client/src/errors/domain-refusal';
import { EndorsementError } from '../../../client/src/errors/endorsement-error';
import type { RegisterClient } from '../../../client/src/contract/contract-client';
import { type Connected, connected, failure } from '../support/connected';
import { Failure } from '../support/fake-gateway';
import { results } from '../support/blocks';
import { base64, outOfPeers } from '../support/policies';
import { noteApi, noteLocked, noteMissing } from '../support/register';

const MVCC_READ_CONFLICT = 11;
const PHANTOM_READ_CONFLICT = 12;
const ENDORSEMENT_POLICY_FAILURE = 10;
const collectText = 'failed to collect enough transaction endorsements, see attached details for more info';
const refused = `chaincode response 500, ${canonicalJson(noteMissing.wire)}`;

describe('a submit', () => {
    let context: Connected;
    let notes: RegisterClient<typeof noteApi>;

    beforeEach(async () => {
        context = await connected();
        notes = context.tabularium.register(noteApi);
    });

    afterEach(() => {
        context.end();
    });

    const argumentsOf = (step: 'evaluate' | 'endorse'): readonly unknown[] =>
        context.peer.calls
            .filter((call) => call.step === step && call.chaincode === 'note')
            .map((call) => call.argument);
    const organizations = (): readonly (readonly string[])[] =>
        context.peer.calls.filter(({ step }) => step === 'endorse').map((call) => call.organizations);

    it('is planned, endorsed, sent and waited for', async () => {
        const submitted = await notes.writeNote({ text: 'x' }, { commandId: 'c-1' });

        const [endorsed] = context.peer.calls.filter(({ step }) => step === 'endorse');
        expect(submitted).toEqual({
            result: { noteId: 'n1' },
            transactionId: endorsed?.transactionId,
            blockNumber: 7,
            commandId: 'c-1',
            endorsers: ['Org1MSP', 'Org2MSP'],
            attempts: 1,
        });
        expect(context.peer.calls.map(({ step, chaincode, transaction }) => [step, chaincode, transaction])).toEqual([
            ['evaluate', 'note', 'endorsers'],
            ['evaluate', '_lifecycle', 'QueryChaincodeDefinition'],
            ['endorse', 'note', 'writeNote'],
            ['submit', '', ''],
            ['commitStatus', '', ''],
        ]);
        expect(argumentsOf('evaluate')).toEqual([
            { input: { transaction: 'writeNote', argument: { commandId: 'c-1', input: { text: 'x' } } } },
        ]);
        expect(argumentsOf('endorse')).toEqual([{ commandId: 'c-1', input: { text: 'x' } }]);
        expect(organizations()).toEqual([['Org1MSP', 'Org2MSP']]);
    });

    it('gets a command id of its own, and asks for a policy once', async () => {
        const first = await notes.writeNote({ text: 'x' });
        const second = await notes.writeNote({ text: 'x' });

        expect(first.commandId).toMatch(/^[0-9a-f]{32}$/);
        expect(second.commandId).not.toBe(first.commandId);
        expect(context.peer.count('evaluate', 'QueryChaincodeDefinition')).toBe(1);
    });

    it('asks the register once who endorses a transaction whose records have no policies of their own', async () => {
        context.peer.writes = () => results({ namespace: 'note', key: '\u0000note.page\u0000n1\u0000' });

        await notes.writeNote({ text: 'x' });
        const { endorsers } = await notes.writeNote({ text: 'y' });

        expect(endorsers).toEqual(['Org1MSP', 'Org2MSP']);
        expect(context.peer.count('evaluate', 'endorsers')).toBe(1);
        expect(context.peer.count('endorse', 'writeNote')).toBe(2);
    });

    it.each([
        ['a record that may have a policy of its own', { namespace: 'note', key: '\u0000note.lock\u0000n1\u0000' }],
        ['another register', { namespace: 'diary', key: '\u0000diary.page\u0000n1\u0000' }],
    ])('asks again, before anything is sent, when what peers endorsed writes %s', async (_, write) => {
        await notes.writeNote({ text: 'x' });
        const keyPolicies = [base64(outOfPeers(2, 'Org1MSP', 'BankMSP'))];
        context.peer.writes = () => results(write);
        context.peer.endorsers = () => ({ namespaces: ['note'], keyPolicies, plainKeys: true, guarded: [] });

        const second = await notes.writeNote({ text: 'y' });
        const third = await notes.writeNote({ text: 'z' });

        const both = ['Org1MSP', 'Org2MSP'];
        const bank = ['BankMSP', ...both];
        expect(organizations().map((asked) => [...asked].sort())).toEqual([both, both, bank, bank]);
        expect([second.attempts, third.attempts]).toEqual([1, 1]);
        expect(context.peer.count('submit')).toBe(3);
        expect(context.peer.count('evaluate', 'endorsers')).toBe(3);
    });

    it('learns nothing from a command that ran before', async () => {
        context.peer.endorsers = () => ({ namespaces: [], keyPolicies: [], plainKeys: false, guarded: [] });
        await notes.writeNote({ text: 'x' });
        await notes.writeNote({ text: 'x' });

        expect(context.peer.count('evaluate', 'endorsers')).toBe(2);
    });

    it.each([
        ['key policies and the policy of the register', true, ['Org1MSP', 'Org2MSP', 'BankMSP']],
        ['key policies alone', false, ['Org1MSP', 'BankMSP']],
    ])('asks the organisations of %s', async (_, plainKeys, expected) => {
        const keyPolicies = [base64(outOfPeers(2, 'Org1MSP', 'BankMSP'))];
        context.peer.endorsers = () => ({ namespaces: ['note'], keyPolicies, plainKeys, guarded: [] });

        const { endorsers } = await notes.writeNote({ text: 'x' });

        expect([...endorsers].sort()).toEqual([...expected].sort());
        expect(organizations()).toEqual([endorsers]);
    });

    it('asks under the policy of the called register when the command ran before', async () => {
        context.peer.endorsers = () => ({ namespaces: [], keyPolicies: [], plainKeys: false, guarded: [] });

        const { endorsers } = await notes.writeNote({ text: 'x' });

        expect(endorsers).toEqual(['Org1MSP', 'Org2MSP']);
    });

    it('prefers its own organisation', async () => {
        context.peer.policies = { note: outOfPeers(1, 'AMSP', 'Org1MSP', 'ZMSP') };

        const { endorsers } = await notes.writeNote({ text: 'x' });

        expect(endorsers).toEqual(['Org1MSP']);
    });

    it("explains a register that is deployed with the channel's policy, or with one that nobody can meet", async () => {
        context.peer.policies = { note: '/Channel/Application/Endorsement' };
        const first = await failure(notes.writeNote({ text: 'x' }));
        context.peer.policies = { note: outOfPeers(2, 'Org1MSP', 'Org1MSP') };
        const second = await failure(notes.writeNote({ text: 'x' }));
        context.peer.policies = {};
        const third = await failure(notes.writeNote({ text: 'x' }));

        for (const error of [first, second, third]) {
            expect(error).toBeInstanceOf(ConfigurationError);
            expect(error).toMatchObject({ step: 'endorsers', retryable: false });
        }
        expect(String(first)).toContain('--signature-policy');
        expect(String(second)).toContain('cannot be met by one peer per organisation');
        expect(String(third)).toContain('not deployed');
        expect(context.peer.count('endorse')).toBe(0);
    });

    it('throws the refusal that the plan already meets', async () => {
        context.peer.endorsers = () =>
            new Failure(status.UNKNOWN, `evaluate call to endorser returned error: ${refused}`, [
                { mspId: 'Org1MSP', message: refused },
            ]);

        const error = await failure(notes.writeNote({ text: 'x' }, { commandId: 'c-1' }));

        expect(error).toBeInstanceOf(DomainRefusal);
        expect(error).toMatchObject({ code: 'NOTE_NOT_FOUND', step: 'endorsers', commandId: 'c-1' });
        expect(context.peer.count('endorse')).toBe(0);
    });

    it('throws the refusal of all endorsers at once', async () => {
        context.peer.endorse = () =>
            new Failure(status.ABORTED, collectText, [
                { mspId: 'Org1MSP', message: refused },
                { mspId: 'Org2MSP', message: refused },
            ]);

        const error = await failure(notes.writeNote({ text: 'x' }));

        expect(error).toMatchObject({ name: 'DomainRefusal', code: 'NOTE_NOT_FOUND', step: 'endorse' });
        expect((error as DomainRefusal).endorsers.map(({ mspId }) => mspId)).toEqual(['Org1MSP', 'Org2MSP']);
        expect((error as DomainRefusal).transactionId).toMatch(/^[0-9a-f]{64}$/);
        expect(context.peer.count('endorse')).toBe(1);
    });

    it.each([
        ['a lagging peer refuses alone', [{ mspId: 'Org2MSP', message: refused }]],
        ['results differ', [{ mspId: 'Org2MSP', message: 'ProposalResponsePayloads do not match' }]],
    ])('is endorsed once more where %s', async (_, details) => {
        context.peer.endorse = () =>
            context.peer.count('endorse') === 1 ? new Failure(status.ABORTED, collectText, details) : { noteId: 'n2' };

        const { result } = await notes.writeNote({ text: 'x' });

        expect(result).toEqual({ noteId: 'n2' });
        expect(context.peer.count('endorse')).toBe(2);
    });

    it('lists the answers of endorsers that go on disagreeing', async () => {
        const locked = `chaincode response 500, ${canonicalJson(noteLocked.wire)}`;
        context.peer.endorse = () =>
            new Failure(status.ABORTED, collectText, [
                { mspId: 'Org1MSP', message: locked },
                { mspId: 'Org2MSP', message: refused },
            ]);

        const error = await failure(notes.writeNote({ text: 'x' }));

        expect(error).toBeInstanceOf(EndorsementError);
        expect((error as EndorsementError).answers).toHaveLength(2);
    });

    it.each([
        [
            'no peer of it is known',
            new Failure(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org2MSP'),
        ],
        [
            'its peer cannot be reached',
            new Failure(status.ABORTED, collectText, [
                { mspId: 'Org2MSP', message: 'rpc error: code = Unavailable desc = connection error: refused' },
            ]),
        ],
    ])('goes around an organisation where %s, and prefers others afterwards', async (_, trouble) => {
        context.peer.policies = { note: outOfPeers(2, 'Org1MSP', 'Org2MSP', 'Org3MSP') };
        context.peer.endorse = (call) => (call.organizations.includes('Org2MSP') ? trouble : { noteId: 'n1' });

        const first = await notes.writeNote({ text: 'x' });
        const second = await notes.writeNote({ text: 'y' });

        expect(first.endorsers).toEqual(['Org1MSP', 'Org3MSP']);
        expect(second.endorsers).toEqual(['Org1MSP', 'Org3MSP']);
        expect(organizations()).toEqual([
            ['Org1MSP', 'Org2MSP'],
            ['Org1MSP', 'Org3MSP'],
            ['Org1MSP', 'Org3MSP'],
        ]);
    });

    it('is endorsed again while the gateway is away or overloaded, four times at most', async () => {
        const away = new Failure(status.UNAVAILABLE, 'No connection established');
        context.peer.endorse = () => (context.peer.count('endorse') < 4 ? away : { noteId: 'n1' });
        const first = await notes.writeNote({ text: 'x' });
        context.peer.endorse = () => away;
        const second = await failure(notes.writeNote({ text: 'x' }));

        expect(first.result).toEqual({ noteId: 'n1' });
        expect(second).toMatchObject({ name: 'TransportError', grpcCode: 14, step: 'endorse', retryable: true });
        expect(context.peer.count('endorse')).toBe(8);
    });

    it('is endorsed again when a peer did not hear of the members of a private collection in time', async () => {
        const slow = new Failure(status.ABORTED, 'failed to collect enough transaction endorsements, see details', [
            {
                mspId: 'Org1MSP',
                address: 'peer0.org1:7051',
                message:
                    'error in simulation: failed to distribute private collection, txID 1, channel mychannel: Failed disseminating 1 out of 2 private dissemination plans',
            },
        ]);
        context.peer.endorse = () => (context.peer.count('endorse') < 2 ? slow : { noteId: 'n1' });
        const submitted = await notes.writeNote({ text: 'x' });

        expect(submitted.result).toEqual({ noteId: 'n1' });
        expect(context.peer.count('endorse')).toBe(2);
    });

    it('explains a key policy that cannot be read', async () => {
        context.peer.endorsers = () => ({ namespaces: ['note'], keyPolicies: ['AAAA'], plainKeys: false, guarded: [] });

        const error = await failure(notes.writeNote({ text: 'x' }, { commandId: 'c-1' }));

        expect(error).toMatchObject({ name: 'ConfigurationError', step: 'endorsers', commandId: 'c-1' });
        expect(String(error)).toContain('cannot be read');
    });

    it('says which organisation is missing when there is no way around it', async () => {
        context.peer.endorse = () =>
            new Failure(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org2MSP');

        const error = await failure(notes.writeNote({ text: 'x' }));

        expect(error).toMatchObject({ name: 'EndorsementError', retryable: true, step: 'endorse' });
        expect(String(error)).toContain('without Org2MSP');
    });

    it('is endorsed again with the same command id when others were faster', async () => {
        const codes = [MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, 0];
        context.peer.commitStatus = () => ({ code: codes[context.peer.count('commitStatus') - 1] ?? 0, block: 9 });

        const submitted = await notes.writeNote({ text: 'x' }, { commandId: 'c-1' });

        expect(submitted).toMatchObject({ attempts: 3, blockNumber: 9, commandId: 'c-1' });
        expect(argumentsOf('endorse')).toEqual(
            Array.from({ length: 3 }, () => ({ commandId: 'c-1', input: { text: 'x' } })),
        );
        expect(
            new Set(context.peer.calls.filter(({ step }) => step === 'submit').map((call) => call.transactionId)).size,
        ).toBe(3);
        expect(context.peer.count('evaluate', 'endorsers')).toBe(1);
    });

    it('throws a conflict after five lost races', async () => {
        context.peer.commitStatus = () => ({ code: MVCC_READ_CONFLICT, block: 9 });

        const error = await failure(notes.writeNote({ text: 'x' }, { commandId: 'c-1' }));

        expect(error).toMatchObject({
            name: 'ConflictError',
            step: 'commit',
            validationCode: 11,
            validationCodeName: 'MVCC_READ_CONFLICT',
            attempts: 5,
            retryable: true,
            commandId: 'c-1',
            blockNumber: 9,
        });
        expect(context.peer.count('submit')).toBe(5);
    });

    it('plans again when the set of endorsers changed meanwhile', async () => {
        const keyPolicies = [base64(outOfPeers(2, 'Org1MSP', 'BankMSP'))];
        context.peer.endorsers = () => ({
            namespaces: ['note'],
            keyPolicies: context.peer.count('endorse') === 0 ? [] : keyPolicies,
            plainKeys: true,
            guarded: [],
        });
        context.peer.commitStatus = () => ({
            code: context.peer.count('commitStatus') === 1 ? ENDORSEMENT_POLICY_FAILURE : 0,
            block: 9,
        });

        const submitted = await notes.writeNote({ text: 'x' });

        expect([...submitted.endorsers].sort()).toEqual(['BankMSP', 'Org1MSP', 'Org2MSP']);
        expect(context.peer.count('evaluate', 'QueryChaincodeDefinition')).toBe(2);
    });

    it.each([
        ['an endorsement policy failure that stays', ENDORSEMENT_POLICY_FAILURE, 'ENDORSEMENT_POLICY_FAILURE', 2],
        ['any other code', 25, 'INVALID_CHAINCODE', 1],
    ])('throws a commit error after %s', async (_, code, validationCodeName, submits) => {
        context.peer.commitStatus = () => ({ code, block: 9 });

        const error = await failure(notes.writeNote({ text: 'x' }));

        expect(error).toMatchObject({ name: 'CommitError', validationCode: code, validationCodeName });
        expect(context.peer.count('submit')).toBe(submits);
    });

    it('reads the answer before it sends the transaction', async () => {
        context.peer.endorse = () => ({ unexpected: true });

        await expect(notes.writeNote({ text: 'x' })).rejects.toThrow('The answer of writeNote');
        expect(context.peer.count('submit')).toBe(0);
    });

    it('is not sent once the caller has given up', async () => {
        const caller = new AbortController();
        context.peer.endorsers = () => {
            caller.abort();
            return { namespaces: ['note'], keyPolicies: [], plainKeys: false, guarded: [] };
        };

        const error = await failure(notes.writeNote({ text: 'x' }, { signal: caller.signal }));

        expect(error).toBeInstanceOf(TransportError);
        expect(context.peer.count('endorse') + context.peer.count('submit')).toBe(0);
    });

    it('fails where the register does not say who endorses', async () => {
        context.peer.endorsers = () => ({ who: 'knows' });

        await expect(notes.writeNote({ text: 'x' })).rejects.toThrow('does not say who has to endorse');
    });
});
