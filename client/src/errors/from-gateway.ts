import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { DomainRefusal } from './domain-refusal';
import { EndorsementError, type EndorserAnswer } from './endorsement-error';
import { ConfigurationError, type ErrorContext, TabulariumError, TransportError } from './tabularium-error';
import { wireErrorIn } from './wire-error';

/**
 * Reads a failure of evaluate, endorse or submit. The gateway gives one gRPC code to different things, so its texts
 * decide: `UNKNOWN` is both the chaincode's own answer and a peer that has too many calls.
 */
export function fromGateway(error: unknown, context: ErrorContext): TabulariumError {
    if (error instanceof TabulariumError) {
        return error;
    }
    const cause = context.cause ?? error;
    if (!(error instanceof GatewayError)) {
        const text = error instanceof Error ? error.message : String(error);
        return new TransportError(`The call could not be made: ${text}`, undefined, { ...context, cause });
    }
    const answers = answersOf(error);
    return (
        refusalOf(answers, { ...context, cause }) ??
        configurationOf(error, answers, { ...context, cause }) ??
        failureOf(error, answers, { ...context, cause })
    );
}

/** Every peer's text; the gateway's own where no peer is named. */
export function answersOf(error: GatewayError): readonly EndorserAnswer[] {
    const answers = error.details.length > 0 ? error.details : [{ mspId: '', address: '', message: error.message }];
    return answers.map((answer) => {
        const refusal = wireErrorIn(answer.message);
        return refusal === undefined ? { ...answer } : { ...answer, refusal };
    });
}

const overloadCodes: readonly number[] = [status.RESOURCE_EXHAUSTED];

/** Whether the peer turned the call away before looking at it. */
export function isOverload(error: GatewayError): boolean {
    return overloadCodes.includes(error.code) || /too many requests for \S+, exceeding/.test(error.message);
}

function refusalOf(answers: readonly EndorserAnswer[], context: ErrorContext): TabulariumError | undefined {
    const refused = answers.filter((answer) => answer.refusal !== undefined);
    const first = refused[0]?.refusal;
    if (first === undefined) {
        return undefined;
    }
    if (refused.every(({ refusal }) => refusal?.code === first.code)) {
        const endorsers = refused.map(({ mspId, address, message }) => ({ mspId, address, message }));
        return new DomainRefusal(first, endorsers, context);
    }
    return new EndorsementError('The endorsing peers refuse for different reasons', answers, {
        ...context,
        retryable: true,
    });
}

interface Misconfiguration {
    readonly text: RegExp;
    readonly says: string;
    readonly fix: string;
}

/** Texts of Fabric 2.5 and 3.x that no repetition can change. */
const misconfigurations: readonly Misconfiguration[] = [
    {
        text: /creator org unknown, creator is malformed/,
        says: 'The peer does not know this identity',
        fix: 'Use a certificate of this MSP, and check the MSP id',
    },
    {
        text: /access denied: channel \[.*\] creator org/,
        says: 'The signature does not belong to this certificate',
        fix: 'Use the private key that belongs to the certificate',
    },
    {
        text: /(client identity expired|broadcast client identity expired)/,
        says: 'The certificate has expired',
        fix: 'Enrol the identity again',
    },
    {
        text: /incorrect timestamp .*timewindow/,
        says: "The clocks of this computer and of the peer differ by more than the peer's time window",
        fix: 'Set the clock',
    },
    {
        text: /policy \[?\/Channel\/Application\/(Writers|Readers)|status=FORBIDDEN/,
        says: 'This identity may not use the channel',
        fix: 'Use an identity with the client or admin role',
    },
    {
        text: /failed to get config for channel|Failed to get policy manager for channel|channel does not exist/,
        says: 'The peer is not on this channel',
        fix: 'Check the channel name',
    },
    {
        text: /no peers available to evaluate chaincode|No metadata was found for chaincode|is not defined/,
        says: 'The register is not deployed on this channel, or on no peer that can be reached',
        fix: 'Deploy it, and check that its peers run',
    },
];

function configurationOf(
    error: GatewayError,
    answers: readonly EndorserAnswer[],
    context: ErrorContext,
): ConfigurationError | undefined {
    const texts = [error.message, ...answers.map(({ message }) => message)];
    const known = misconfigurations.find(({ text }) => texts.some((candidate) => text.test(candidate)));
    if (known !== undefined) {
        return new ConfigurationError(known.says, `${known.fix} (${texts.at(-1) ?? ''})`, context);
    }
    const badRequest: readonly number[] = [status.INVALID_ARGUMENT, status.UNIMPLEMENTED, status.UNAUTHENTICATED];
    return badRequest.includes(error.code)
        ? new ConfigurationError(
              `The gateway did not accept the request: ${error.message}`,
              'Check that the address is the one of a Fabric peer with its gateway enabled',
              context,
          )
        : undefined;
}

const transportCodes: readonly number[] = [
    status.UNAVAILABLE,
    status.DEADLINE_EXCEEDED,
    status.CANCELLED,
    status.RESOURCE_EXHAUSTED,
    status.INTERNAL,
];

/** Peers that were not reached or saw different states; a chaincode's own failure comes as UNKNOWN. */
const contentionCodes: readonly number[] = [status.ABORTED];

function failureOf(error: GatewayError, answers: readonly EndorserAnswer[], context: ErrorContext): TabulariumError {
    if (isOverload(error)) {
        return new TransportError('The peer has too many calls', error.code, { ...context, retryable: true });
    }
    const named = answers.filter(({ address }) => address !== '');
    if (context.step === 'submit' || transportCodes.includes(error.code)) {
        const texts = [error.message, ...named.map(({ address, message }) => `${address}: ${message}`)].join('; ');
        return new TransportError(texts, error.code, {
            ...context,
            retryable: context.retryable ?? transportCodes.includes(error.code),
        });
    }
    return new EndorsementError(error.message, named, { ...context, retryable: contentionCodes.includes(error.code) });
}
