import { status } from '@grpc/grpc-js';
import { common, gateway as protos, peer } from '@hyperledger/fabric-protos';
import { unpackProposal } from '../proto/proposal';
import { assembleTransaction } from '../proto/transaction';
import { askEndorser, untilAborted } from './call-deadline';
import { classify } from './classify';
import { type ChooseEndorsers, EndorsementPlan } from './endorsement-plan';
import type { Gateway, GatewayChannel } from './gateway';
import { endorsersWithChaincode, errorDetail, type GatewayEndorser } from './gateway-endorser';
import { GrpcStatusError, type ErrorDetail } from './grpc-status';
import { LayoutError, type Layouts, planLayouts } from './layouts';
import { proposalTarget, type ProposalTarget } from './proposal-target';
import { errorText } from '../proto/error-text';

const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy: ';

/**
 * Collects the endorsements that a proposal's policies ask for (or exactly those of the organisations that the client
 * names) and answers with the transaction for the client to sign. Fabric: internal/pkg/gateway/endorse.go.
 */
export async function endorse(
    gateway: Gateway,
    request: protos.EndorseRequest,
    signal: AbortSignal,
): Promise<protos.EndorseResponse> {
    const proposal = request.getProposedTransaction();
    if (proposal === undefined || proposal.getProposalBytes_asU8().length === 0) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal');
    }
    const target = endorseTarget(proposal);
    const organizations = request.getEndorsingOrganizationsList();
    const call: EndorseCall = { gateway, proposal, target, channel: gateway.channel(target.channelId), signal };
    const plan =
        organizations.length > 0 ? await planForOrganizations(call, organizations) : await planForPolicies(call);
    const responses = await untilAborted(plan.complete(proposal), signal, () =>
        timeoutError('endorsement timeout expired while collecting endorsements'),
    );
    if (responses === undefined) {
        throw new GrpcStatusError(
            status.ABORTED,
            'failed to collect enough transaction endorsements, see attached details for more info',
            plan.details,
        );
    }
    const answer = new protos.EndorseResponse();
    answer.setPreparedTransaction(preparedTransaction(proposal, responses));
    return answer;
}

interface EndorseCall {
    readonly gateway: Gateway;
    readonly proposal: peer.SignedProposal;
    readonly target: ProposalTarget;
    readonly channel: GatewayChannel | undefined;
    readonly signal: AbortSignal;
}

function endorseTarget(proposal: peer.SignedProposal): ProposalTarget {
    try {
        return proposalTarget(proposal.getProposalBytes_asU8());
    } catch (error) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, errorText(error));
    }
}

function timeoutError(message: string): GrpcStatusError {
    return new GrpcStatusError(status.DEADLINE_EXCEEDED, message);
}

/** One peer of each organisation; nobody checks here that they are enough. */
async function planForOrganizations(call: EndorseCall, organizations: readonly string[]): Promise<EndorsementPlan> {
    const present = await presentEndorsers(call);
    const missing = organizations.filter((mspId) => !present.some((endorser) => endorser.mspId === mspId));
    if (missing.length > 0) {
        throw new GrpcStatusError(
            status.UNAVAILABLE,
            `failed to find any endorsing peers for org(s): ${missing.join(', ')}`,
        );
    }
    const wanted = [...new Set(organizations)];
    const choose: ChooseEndorsers = (failed) => {
        const chosen = wanted.map((mspId) =>
            present.find((endorser) => endorser.mspId === mspId && !failed.has(endorser)),
        );
        return chosen.every((endorser) => endorser !== undefined) ? chosen : undefined;
    };
    return new EndorsementPlan(call.gateway, choose);
}

async function presentEndorsers({ channel, target }: EndorseCall): Promise<readonly GatewayEndorser[]> {
    return channel === undefined
        ? []
        : endorsersWithChaincode(channel.endorsers, target.channelId, target.chaincodeName);
}

/** Asks one peer first and learns from its answer which policies the transaction has to meet. */
async function planForPolicies(call: EndorseCall): Promise<EndorsementPlan> {
    const candidates = await firstCandidates(call);
    const first = await untilAborted(firstEndorsement(call, candidates), call.signal, () =>
        timeoutError('endorsement timeout expired while collecting first endorsement'),
    );
    const layouts = await layoutsFor(call, first.response.getInterest());
    const plan = new EndorsementPlan(call.gateway, (failed) => layouts.next(first.endorser, failed));
    plan.accept(first.endorser, first.response);
    return plan;
}

/** The own organisation's peers or, when none has the chaincode, those of an organisation that discovery plans with. */
async function firstCandidates(call: EndorseCall): Promise<readonly GatewayEndorser[]> {
    const present = await presentEndorsers(call);
    const own = present.filter((endorser) => endorser.mspId === call.gateway.mspId);
    if (own.length > 0) {
        return own;
    }
    if (call.target.hasTransient) {
        throw new GrpcStatusError(
            status.FAILED_PRECONDITION,
            "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data",
        );
    }
    const layouts = await discovered(() => discover(call, defaultInterest(call)));
    const head = layouts.next(undefined, new Set())?.[0];
    if (head === undefined) {
        throw unavailable();
    }
    return [head, ...present.filter((endorser) => endorser !== head && endorser.mspId === head.mspId)];
}

interface FirstEndorsement {
    readonly endorser: GatewayEndorser;
    readonly response: peer.ProposalResponse;
}

async function firstEndorsement(
    { gateway, proposal }: EndorseCall,
    candidates: readonly GatewayEndorser[],
): Promise<FirstEndorsement> {
    const details: ErrorDetail[] = [];
    for (const endorser of candidates) {
        const answer = await askEndorser(gateway, endorser, proposal);
        const verdict = classify(answer);
        if (verdict.ok && answer.response !== undefined) {
            return { endorser, response: answer.response };
        }
        if (!verdict.ok) {
            details.push(errorDetail(endorser, verdict.message));
        }
    }
    throw new GrpcStatusError(
        status.ABORTED,
        'failed to endorse transaction, see attached details for more info',
        details,
    );
}

async function layoutsFor(call: EndorseCall, reported: peer.ChaincodeInterest | undefined): Promise<Layouts> {
    const interest =
        reported === undefined || reported.getChaincodesList().length === 0 ? defaultInterest(call) : reported;
    if (!call.target.hasTransient) {
        return discovered(() => discover(call, interest));
    }
    // Transient data may only reach members of the collections involved, even where nothing private is read.
    const guarded = interest.cloneMessage();
    const widened = guarded.getChaincodesList().filter((chaincode) => chaincode.getNoPrivateReads());
    for (const chaincode of widened) {
        chaincode.setNoPrivateReads(false);
    }
    try {
        return await discovered(() => discover(call, guarded));
    } catch (error) {
        const collections = widened.flatMap((chaincode) => chaincode.getCollectionNamesList());
        if (collections.length === 0) {
            throw error;
        }
        await discovered(() => discover(call, interest));
        throw new GrpcStatusError(
            status.FAILED_PRECONDITION,
            'requires endorsement from organisation(s) that are not in the distribution policy of the private data ' +
                `collection(s): [${collections.join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`,
        );
    }
}

function defaultInterest({ target }: EndorseCall): peer.ChaincodeInterest {
    const chaincode = new peer.ChaincodeCall();
    chaincode.setName(target.chaincodeName);
    const interest = new peer.ChaincodeInterest();
    interest.setChaincodesList([chaincode]);
    return interest;
}

async function discover(call: EndorseCall, interest: peer.ChaincodeInterest): Promise<Layouts> {
    const { gateway, channel, target } = call;
    if (channel === undefined) {
        throw new LayoutError(
            `No metadata was found for chaincode ${target.chaincodeName} in channel ${target.channelId}`,
        );
    }
    const config = gateway.config(target.channelId);
    return planLayouts({ channel, channelId: target.channelId, config, interest, random: gateway.random });
}

async function discovered(plan: () => Promise<Layouts>): Promise<Layouts> {
    try {
        return await plan();
    } catch (error) {
        if (error instanceof LayoutError) {
            throw new GrpcStatusError(status.FAILED_PRECONDITION, NO_COMBINATION + error.message);
        }
        throw error;
    }
}

function unavailable(): GrpcStatusError {
    return new GrpcStatusError(
        status.FAILED_PRECONDITION,
        'failed to select a set of endorsers that satisfy the endorsement policy due to unavailability of peers: []',
    );
}

/** Without a signature: that is the client's. */
function preparedTransaction(
    proposal: peer.SignedProposal,
    responses: readonly peer.ProposalResponse[],
): common.Envelope {
    try {
        const envelope = new common.Envelope();
        envelope.setPayload(assembleTransaction(unpackProposal(proposal), responses));
        return envelope;
    } catch (error) {
        throw new GrpcStatusError(status.ABORTED, `failed to assemble transaction: ${errorText(error)}`);
    }
}
