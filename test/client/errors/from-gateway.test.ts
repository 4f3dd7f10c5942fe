import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { canonicalJson } from '../../../chaincode/src/api';
import { DomainRefusal, isRefusal } from '../../../client/src/errors/domain-refusal';
import { EndorsementError } from '../../../client/src/errors/endorsement-error';
import { fromGateway } from '../../../client/src/errors/from-gateway';
import { ConfigurationError, type Step, TransportError } from '../../../client/src/errors/tabularium-error';
import { wireErrorIn } from '../../../client/src/errors/wire-error';
import { noteErrors, noteLocked, noteMissing } from '../support/register';

const refused = canonicalJson(noteMissing.wire);
const locked = canonicalJson(noteLocked.wire);

function gatewayError(code: status, message: string, ...details: readonly (readonly [string, string])[]): GatewayError {
    return new GatewayError({
        code,
        message: `${String(code)} ${status[code]}: ${message}`,
        details: details.map(([mspId, text]) => ({ mspId, address: `peer0.${mspId}:7051`, message: text })),
        cause: Object.assign(new Error(message), { code, details: message, metadata: undefined }) as never,
    });
}

const { UNKNOWN, ABORTED, UNAVAILABLE, DEADLINE_EXCEEDED, FAILED_PRECONDITION, INVALID_ARGUMENT } = status;
const endorseText = 'failed to endorse transaction, see attached details for more info';
const collectText = 'failed to collect enough transaction endorsements, see attached details for more info';

describe('a failure of the gateway', () => {
    it.each<
        [
            string,
            Step,
            GatewayError,
            typeof TransportError | typeof EndorsementError | typeof ConfigurationError,
            boolean,
        ]
    >([
        [
            'an overloaded peer',
            'evaluate',
            gatewayError(UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)'),
            TransportError,
            true,
        ],
        [
            'a chaincode that throws',
            'evaluate',
            gatewayError(UNKNOWN, 'evaluate call to endorser returned error: chaincode response 500, boom', [
                'Org1MSP',
                'chaincode response 500, boom',
            ]),
            EndorsementError,
            false,
        ],
        [
            'a peer that is down',
            'endorse',
            gatewayError(UNAVAILABLE, 'No connection established'),
            TransportError,
            true,
        ],
        [
            'a deadline',
            'endorse',
            gatewayError(DEADLINE_EXCEEDED, 'endorsement timeout expired while collecting endorsements'),
            TransportError,
            true,
        ],
        [
            'results that differ',
            'endorse',
            gatewayError(ABORTED, collectText, ['Org2MSP', 'ProposalResponsePayloads do not match']),
            EndorsementError,
            true,
        ],
        [
            'a register that is not deployed',
            'evaluate',
            gatewayError(FAILED_PRECONDITION, 'no peers available to evaluate chaincode nope in channel mychannel'),
            ConfigurationError,
            false,
        ],
        [
            'an unknown channel',
            'evaluate',
            gatewayError(
                UNAVAILABLE,
                'failed to get config for channel [nochan]: could not get last config for channel nochan',
            ),
            ConfigurationError,
            false,
        ],
        [
            'an unknown identity',
            'endorse',
            gatewayError(ABORTED, endorseText, [
                'Org1MSP',
                'error validating proposal: access denied: channel [c] creator org unknown, creator is malformed',
            ]),
            ConfigurationError,
            false,
        ],
        [
            'a wrong key',
            'evaluate',
            gatewayError(
                FAILED_PRECONDITION,
                'evaluate call to endorser returned error: error validating proposal: access denied: channel [c] creator org [Org1MSP]',
            ),
            ConfigurationError,
            false,
        ],
        [
            'a clock that is wrong',
            'endorse',
            gatewayError(ABORTED, endorseText, [
                'Org1MSP',
                'request unauthorized due to incorrect timestamp x, peer time y, peer.authentication.timewindow 15m0s',
            ]),
            ConfigurationError,
            false,
        ],
        [
            'an orderer that refuses',
            'submit',
            gatewayError(
                ABORTED,
                'received unsuccessful response from orderer: status=FORBIDDEN, info=permission denied',
            ),
            ConfigurationError,
            false,
        ],
        [
            'an address of something else',
            'evaluate',
            gatewayError(INVALID_ARGUMENT, 'an evaluate request is required'),
            ConfigurationError,
            false,
        ],
    ])('tells %s', (_, step, error, errorClass, retryable) => {
        const read = fromGateway(error, { step, transactionId: 'tx1' });

        expect(read).toBeInstanceOf(errorClass);
        expect(read).toMatchObject({ step, retryable, transactionId: 'tx1', cause: error });
    });

    it.each<[string, GatewayError]>([
        [
            'evaluate, with its detail',
            gatewayError(UNKNOWN, `evaluate call to endorser returned error: chaincode response 500, ${refused}`, [
                'Org1MSP',
                `chaincode response 500, ${refused}`,
            ]),
        ],
        [
            'evaluate, without detail',
            gatewayError(UNKNOWN, `evaluate call to endorser returned error: chaincode response 500, ${refused}`),
        ],
        ['endorse', gatewayError(ABORTED, endorseText, ['Org1MSP', `chaincode response 500, ${refused}`])],
        [
            'endorse at two organisations',
            gatewayError(
                ABORTED,
                collectText,
                ['Org1MSP', `chaincode response 500, ${refused}`],
                ['Org2MSP', `chaincode response 500, transaction returned with failure: Error: ${refused}`],
            ),
        ],
        [
            'endorse, another peer being down',
            gatewayError(
                ABORTED,
                collectText,
                ['Org2MSP', 'rpc error: code = Unavailable'],
                ['Org1MSP', `chaincode response 500, ${refused}`],
            ),
        ],
    ])('is the refusal of the register: %s', (_, error) => {
        const read = fromGateway(error, { step: 'endorse' });

        expect(read).toBeInstanceOf(DomainRefusal);
        expect(isRefusal(read, noteErrors.NOT_FOUND)).toBe(true);
        expect(isRefusal(read, noteErrors.LOCKED)).toBe(false);
        expect(read).toMatchObject({
            code: 'NOTE_NOT_FOUND',
            kind: 'NOT_FOUND',
            details: { noteId: 'n1' },
            messages: { en: 'There is no note n1.', zh: '没有笔记 n1。' },
            retryable: false,
        });
    });

    it('lists the answers where endorsers refuse for different reasons', () => {
        const error = gatewayError(
            ABORTED,
            collectText,
            ['Org1MSP', `chaincode response 500, ${refused}`],
            ['Org2MSP', `chaincode response 500, ${locked}`],
        );

        const read = fromGateway(error, { step: 'endorse' });

        expect(read).toBeInstanceOf(EndorsementError);
        expect(read).toMatchObject({
            answers: [
                { mspId: 'Org1MSP', refusal: { code: 'NOTE_NOT_FOUND' } },
                { mspId: 'Org2MSP', refusal: { code: 'NOTE_LOCKED' } },
            ],
        });
    });

    it('keeps what is no failure of the gateway', () => {
        const cause = new Error('the HSM is locked');

        expect(fromGateway(cause, { step: 'endorse' })).toMatchObject({ step: 'endorse', cause, retryable: false });
    });
});

describe('a refusal inside a text', () => {
    it('is found behind prefixes with braces of their own', () => {
        expect(wireErrorIn(`failed {peer}: chaincode response 500, ${refused}`)).toEqual(noteMissing.wire);
    });

    it.each([
        '',
        'boom',
        '{}',
        '{"code":1}',
        '{{{{{{{{{{{{{{',
        refused.slice(0, -1),
        '}{',
        `{"x":"${'y'.repeat(70_000)}"}`,
    ])('is not found in %p', (text) => {
        expect(wireErrorIn(text)).toBeUndefined();
    });
});
