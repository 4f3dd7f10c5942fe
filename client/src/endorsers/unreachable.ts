import { GatewayError } from '@hyperledger/fabric-gateway';
import { wireErrorIn } from '../errors/wire-error';

/** Texts of peers that did not run the chaincode because something on the way was down. */
const connectionFailure =
    /code = (Unavailable|DeadlineExceeded)\b|\bUNAVAILABLE\b|ECONNREFUSED|connection (refused|error)|chaincode stream terminated|could not launch chaincode|endorser client|timeout expired/i;

/** Organisations that an endorsement failed for because nobody there could be reached. Empty: it failed otherwise. */
export function unreachableOrganizations(error: unknown): ReadonlySet<string> {
    if (!(error instanceof GatewayError)) {
        return new Set();
    }
    // As Fabric's internal/pkg/gateway: no peer of these organisations is known to have the chaincode.
    const unknown = /failed to find any endorsing peers for org\(s\): (.+)$/.exec(error.message)?.[1];
    if (unknown !== undefined) {
        return new Set(unknown.split(',').map((mspId) => mspId.trim()));
    }
    const failed = new Map<string, boolean>();
    for (const { mspId, message } of error.details) {
        const down = connectionFailure.test(message) && wireErrorIn(message) === undefined;
        failed.set(mspId, (failed.get(mspId) ?? true) && down);
    }
    return new Set([...failed].filter(([, down]) => down).map(([mspId]) => mspId));
}
