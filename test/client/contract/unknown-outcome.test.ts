import { status } from '@grpc/grpc-js';
import { hash } from '@hyperledger/fabric-gateway';
import { ConfigurationError } from '../../../client/src/errors/tabularium-error';
import { UnknownOutcomeError } from '../../../client/src/errors/unknown-outcome-error';
import type { Submitted } from '../../../client/src/contract/submitted';
import { messageSigner, privateKeyFromPem } from '../../../client/src/transport/signer';
import { type Connected, connected, failure } from '../support/connected';
import { Failure, silence } from '../support/fake-gateway';
import { newIdentity } from '../support/identities';
import { noteApi } from '../support/register';

const short = { submitMs: 60, commitStatusMs: 60, outcomeMs: 250 };
const unavailable = new Failure(status.UNAVAILABLE, 'no orderers could successfully process transaction');

describe('a submit whose outcome is in doubt', () => {
    let context: Connected;

    beforeEach(async () => {
        context = await connected({ deadlines: short });
    });

    afterEach(() => {
        context.end();
    });

    const write = (): Promise<Submitted<{ noteId: string }>> =>
        context.tabularium.register(noteApi).writeNote({ text: 'x' }, { commandId: 'c-1' });

    it.each<[string, Failure | typeof silence]>([
        ['silent', silence],
        ['away', unavailable],
        [
            'overloaded',
            new Failure(status.UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)'),
        ],
    ])('is sent again with the same bytes while the orderer is %s', async (_, trouble) => {
        const { peer } = context;
        peer.submit = () => (peer.count('submit') < 3 ? trouble : undefined);
        peer.commitStatus = () => (peer.count('submit') < 3 ? silence : { code: 0, block: 8 });

        const submitted = await write();

        expect(submitted).toMatchObject({ blockNumber: 8, attempts: 1 });
        expect(peer.envelopes).toHaveLength(3);
        expect(new Set(peer.envelopes.map((bytes) => bytes.toString('base64'))).size).toBe(1);
        expect(peer.count('endorse')).toBe(1);
    });

    it('is settled by the status although the orderer did not answer', async () => {
        context.peer.submit = () => silence;

        await expect(write()).resolves.toMatchObject({ blockNumber: 7 });
    });

    it('asks for the status again, after sending the same bytes once more', async () => {
        const { peer } = context;
        peer.commitStatus = () => (peer.count('commitStatus') === 1 ? silence : { code: 0, block: 8 });

        await expect(write()).resolves.toMatchObject({ blockNumber: 8 });
        expect(peer.envelopes).toHaveLength(2);
        expect(peer.envelopes[1]).toEqual(peer.envelopes[0]);
    });

    it('is endorsed again when the settled outcome is a lost race', async () => {
        const { peer } = context;
        peer.submit = () => (peer.count('submit') === 1 ? silence : undefined);
        peer.commitStatus = () => ({ code: peer.count('commitStatus') === 1 ? 11 : 0, block: 8 });

        await expect(write()).resolves.toMatchObject({ attempts: 2, commandId: 'c-1' });
    });

    it('ends with an error that can be resumed, within its budget', async () => {
        const { peer } = context;
        peer.commitStatus = () => silence;
        const begin = performance.now();

        const error = await failure(write());

        expect(performance.now() - begin).toBeLessThan(2_000);
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error).toMatchObject({ step: 'commit', retryable: true, commandId: 'c-1' });
        const doubt = error as UnknownOutcomeError;
        expect(Buffer.from(doubt.envelope)).toEqual(peer.envelopes[0]);

        const again = await failure(doubt.resume({ budgetMs: 80 }));
        expect(again).toBeInstanceOf(UnknownOutcomeError);

        peer.commitStatus = () => ({ code: 0, block: 12 });
        await expect(doubt.resume()).resolves.toEqual({
            result: { noteId: 'n1' },
            transactionId: doubt.transactionId,
            blockNumber: 12,
            commandId: 'c-1',
            endorsers: ['Org1MSP', 'Org2MSP'],
            attempts: 1,
        });
        expect(new Set(peer.envelopes.map((bytes) => bytes.toString('base64'))).size).toBe(1);
        expect(peer.count('endorse')).toBe(1);

        peer.commitStatus = () => ({ code: 11, block: 12 });
        await expect(doubt.resume()).rejects.toMatchObject({ name: 'ConflictError', retryable: true });
    });

    it('ends at once, but in doubt, when the caller gives up', async () => {
        const caller = new AbortController();
        context.peer.commitStatus = () => {
            caller.abort(new Error('no time'));
            return silence;
        };

        const error = await failure(
            context.tabularium.register(noteApi).writeNote({ text: 'x' }, { signal: caller.signal }),
        );

        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error).toMatchObject({ cause: { message: 'no time' } });
    });

    it('stays in doubt when the peer will not tell the status', async () => {
        context.peer.commitStatus = () => new Failure(status.PERMISSION_DENIED, 'not a reader');

        await expect(failure(write())).resolves.toBeInstanceOf(UnknownOutcomeError);
        expect(context.peer.envelopes).toHaveLength(1);
    });

    it('is no doubt where the orderer refuses the first sending', async () => {
        context.peer.submit = () =>
            new Failure(
                status.ABORTED,
                'received unsuccessful response from orderer: status=BAD_REQUEST, info=broadcast client identity expired',
            );

        const error = await failure(write());

        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error).toMatchObject({ step: 'submit', commandId: 'c-1' });
        expect(context.peer.envelopes).toHaveLength(1);
    });

    it('stays in doubt where the orderer refuses a later sending', async () => {
        const { peer } = context;
        peer.submit = () =>
            peer.count('submit') === 1
                ? silence
                : new Failure(
                      status.ABORTED,
                      'received unsuccessful response from orderer: status=BAD_REQUEST, info=x',
                  );
        peer.commitStatus = () => silence;

        await expect(failure(write())).resolves.toBeInstanceOf(UnknownOutcomeError);
    });

    it('is no doubt where the signer failed before anything was sent', async () => {
        context.end();
        const { mspId, certificatePem, privateKeyPem } = newIdentity();
        const sign = messageSigner(privateKeyFromPem(privateKeyPem));
        context = await connected({
            identity: {
                identity: { mspId, credentials: Buffer.from(certificatePem) },
                hash: hash.none,
                signer: (message) =>
                    context.peer.count('endorse') === 0
                        ? sign(message)
                        : Promise.reject(new Error('the HSM was pulled out')),
            },
        });

        const error = await failure(write());

        expect(error).toMatchObject({ name: 'TransportError', step: 'submit' });
        expect(String(error)).toContain('the HSM was pulled out');
        expect(context.peer.envelopes).toHaveLength(0);
    });

    it('leaves no promise behind that nobody handles', async () => {
        const unhandled: unknown[] = [];
        const note = (reason: unknown): void => {
            unhandled.push(reason);
        };
        process.on('unhandledRejection', note);
        context.peer.submit = () => silence;
        context.peer.commitStatus = () => unavailable;

        await Promise.allSettled(Array.from({ length: 20 }, write));
        await new Promise(setImmediate);

        process.off('unhandledRejection', note);
        expect(unhandled).toEqual([]);
    });
});
