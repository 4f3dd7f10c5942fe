/** Every transaction of the exchange about one request, grant and use, as somebody would call it who wants to see more. */
import type { Tabularium } from '../../../client/src/tabularium';
import { exchangeApi, type ExchangeApi } from '../../../chaincode/src/exchange/api';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { deliverTo, headerFor, sealedWith } from '../sealing/jwe';
import { documentHash } from './office';
import { marriageStatus, purposeCode, wanted } from './sharing';

export interface Target {
    readonly resourceCode: string;
    readonly requestId: string;
    readonly grantId: string;
    readonly usageId: string;
    readonly subject: string;
}

interface Call {
    readonly transaction: string;
    readonly argument: string;
    readonly transientData?: Readonly<Record<string, string>>;
}

const salt = '0'.repeat(64);

/** With guesses where private input is due. */
export function hostileCalls({ resourceCode, requestId, grantId, usageId, subject }: Target): readonly Call[] {
    const reason = 'curious';
    const entry = { resourceCode, ...marriageStatus };
    const items = ['name', 'status'];
    const agency = { agencyId: 'land-registry', departmentId: 'counter' };
    const hash = documentHash('a guess');
    const inputs: Readonly<Record<keyof ExchangeApi['transactions'], object>> = {
        publishResource: entry,
        amendResource: entry,
        withdrawResource: { resourceCode, reason },
        requestShare: { resourceCode, items, purposeCode, wanted: wanted() },
        checkConformity: { requestId, outcome: 'CONFORMS' },
        answerRequest: { requestId, answer: { decision: 'REJECT', reason } },
        flagOverdue: { requestId },
        suspendGrant: { grantId, reason },
        resumeGrant: { grantId, reason },
        revokeGrant: { grantId, reason },
        useGrant: { grantId, slot: 2, items, purposeCode, subject, requestHash: hash, deliverTo },
        commitAnswer: { usageId, commitment: hash, responseHash: hash },
        deliverRecord: { usageId },
        confirmReceipt: { usageId },
        purgeDelivery: { usageId, reason },
        resourceByCode: { resourceCode },
        resources: {},
        requestById: { requestId },
        requests: { status: 'GRANTED' },
        requestDetails: { requestId },
        grantById: { grantId },
        grantsOf: agency,
        authorise: { grantId, items, purposeCode },
        freeUse: { grantId },
        usageById: { usageId },
        usesOf: { grantId },
        useDetails: { usageId },
        deliveredRecord: { usageId },
        findUsage: { pseudonyms: [subject] },
    };
    const secrets: Readonly<Record<string, object>> = {
        requestShare: { salt, caseNumber: 'a guess', justification: 'a guess' },
        useGrant: { salt, caseNumber: 'a guess', subjectReference: 'a guess' },
        deliverRecord: { salt, sealed: sealedWith(headerFor(usageId), '{"name":"a guess","status":"a guess"}') },
    };
    return Object.entries(inputs).flatMap(([transaction, input]) => {
        const secret = secrets[transaction];
        const transient = secret && { transientData: { private: canonicalJson(secret) } };
        if (exchangeApi.transactions[transaction as keyof typeof inputs].kind === 'evaluate') {
            return [{ transaction, argument: canonicalJson({ input }), ...transient }];
        }
        const command = { commandId: 'curious', input };
        const dryRun = canonicalJson({ input: { transaction, argument: command } });
        return [
            { transaction, argument: canonicalJson(command), ...transient },
            { transaction: 'endorsers', argument: dryRun, ...transient },
        ];
    });
}

/** What the peer of an organisation answers, or the error that comes instead. */
export async function answerOf(client: Tabularium, mspId: string, call: Call): Promise<unknown> {
    const { transaction, argument, transientData } = call;
    return client.gateway
        .contract('exchange')
        .evaluate(transaction, {
            arguments: [argument],
            endorsingOrganizations: [mspId],
            ...(transientData && { transientData }),
        })
        .catch((error: unknown) => error);
}
