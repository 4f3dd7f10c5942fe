import { status } from '@grpc/grpc-js';
import { gateway as protos, peer } from '@hyperledger/fabric-protos';
import { askEndorser, untilAborted } from './call-deadline';
import { classify } from './classify';
import type { Gateway, GatewayChannel } from './gateway';
import { endorsersWithChaincode, errorDetail, type GatewayEndorser } from './gateway-endorser';
import { GrpcStatusError, type ErrorDetail } from './grpc-status';
import { proposalTarget, type ProposalTarget } from './proposal-target';
import { errorText } from '../proto/error-text';

/**
 * Runs a proposal on one peer and answers with the chaincode's response: the own organisation's peers first, another
 * peer when one fails for a reason of its own. Fabric: internal/pkg/gateway/evaluate.go.
 */
export async function evaluate(
    gateway: Gateway,
    request: protos.EvaluateRequest,
    signal: AbortSignal,
): Promise<protos.EvaluateResponse> {
    const proposal = request.getProposedTransaction();
    if (proposal === undefined || proposal.getProposalBytes_asU8().length === 0) {
        throw unpackError('a signed proposal is required');
    }
    const target = evaluateTarget(proposal);
    const channel = gateway.channel(target.channelId);
    if (channel === undefined) {
        const { channelId } = target;
        throw new GrpcStatusError(
            status.UNAVAILABLE,
            `failed to get config for channel [${channelId}]: could not get last config for channel ${channelId}`,
        );
    }
    const candidates = await evaluators(gateway, channel, target, request.getTargetOrganizationsList());
    const response = await untilAborted(
        firstSuccess(gateway, candidates, proposal),
        signal,
        () => new GrpcStatusError(status.DEADLINE_EXCEEDED, 'evaluate timeout expired'),
    );
    const answer = new protos.EvaluateResponse();
    answer.setResult(response);
    return answer;
}

function unpackError(cause: string): GrpcStatusError {
    return new GrpcStatusError(status.INVALID_ARGUMENT, `failed to unpack transaction proposal: ${cause}`);
}

function evaluateTarget(proposal: peer.SignedProposal): ProposalTarget {
    let target: ProposalTarget;
    try {
        target = proposalTarget(proposal.getProposalBytes_asU8());
    } catch (error) {
        throw unpackError(errorText(error));
    }
    if (target.channelId === '') {
        throw unpackError('no channel id provided');
    }
    if (target.missing !== undefined) {
        throw unpackError(`no chaincode ${target.missing} is provided, channel id [${target.channelId}]`);
    }
    return target;
}

async function evaluators(
    gateway: Gateway,
    channel: GatewayChannel,
    target: ProposalTarget,
    targetOrganizations: readonly string[],
): Promise<readonly GatewayEndorser[]> {
    // Transient data is for the organisations that the client names, or else for its own only.
    const ownOnly = target.hasTransient && targetOrganizations.length === 0;
    const allowed = ownOnly ? [gateway.mspId] : targetOrganizations;
    const present = await endorsersWithChaincode(channel.endorsers, target.channelId, target.chaincodeName);
    const eligible = present.filter((endorser) => allowed.length === 0 || allowed.includes(endorser.mspId));
    if (eligible.length === 0) {
        const text = `no peers available to evaluate chaincode ${target.chaincodeName} in channel ${target.channelId}`;
        const prefix = ownOnly
            ? "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: "
            : '';
        throw new GrpcStatusError(status.FAILED_PRECONDITION, prefix + text);
    }
    const own = eligible.filter((endorser) => endorser.mspId === gateway.mspId);
    return [...own, ...eligible.filter((endorser) => endorser.mspId !== gateway.mspId)];
}

async function firstSuccess(
    gateway: Gateway,
    endorsers: readonly GatewayEndorser[],
    proposal: peer.SignedProposal,
): Promise<peer.Response> {
    const details: ErrorDetail[] = [];
    let code: status = status.UNAVAILABLE;
    for (const endorser of endorsers) {
        const answer = await askEndorser(gateway, endorser, proposal);
        const verdict = classify(answer);
        if (verdict.ok && answer.response !== undefined) {
            return chaincodeResponse(answer.response);
        }
        if (!verdict.ok) {
            details.push(errorDetail(endorser, verdict.message));
            code = verdict.code;
            if (!verdict.retry) {
                throw new GrpcStatusError(
                    code,
                    `evaluate call to endorser returned error: ${verdict.message}`,
                    details,
                );
            }
        }
    }
    throw new GrpcStatusError(code, 'failed to evaluate transaction, see attached details for more info', details);
}

/** The response's payload is the transaction's result, which peers need not repeat outside what they endorse. */
function chaincodeResponse(answer: peer.ProposalResponse): peer.Response {
    const response = answer.getResponse()?.cloneMessage() ?? new peer.Response();
    const payload = answer.getPayload_asU8();
    if (payload.length > 0) {
        const extension = peer.ProposalResponsePayload.deserializeBinary(payload).getExtension_asU8();
        const endorsed = peer.ChaincodeAction.deserializeBinary(extension).getResponse();
        response.setPayload(endorsed?.getPayload_asU8() ?? new Uint8Array());
    }
    return response;
}
