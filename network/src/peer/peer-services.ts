import { gateway as protos, peer } from '@hyperledger/fabric-protos';
import { createDeliverService, type DeliverServiceOptions } from '../deliver/deliver-service';
import type { Endorser } from '../endorser/endorser';
import { chaincodeEvents } from '../gateway/chaincode-events';
import { commitStatus } from '../gateway/commit-status';
import { endorse } from '../gateway/endorse';
import { evaluate } from '../gateway/evaluate';
import type { Gateway } from '../gateway/gateway';
import { submit } from '../gateway/submit';
import { ConcurrencyLimit } from './concurrency-limit';
import { duplex, serverStream, unary } from './grpc-handlers';
import type { GrpcServerOptions } from './grpc-server';

/** As core.yaml has them. */
const DEFAULT_LIMITS = { endorser: 2500, deliver: 2500, gateway: 500 } as const;

export interface PeerServicesOptions {
    readonly gateway: Gateway;
    readonly endorser: Pick<Endorser, 'processProposal'>;
    readonly deliver: DeliverServiceOptions;
    /** Calls at the same time, per service. */
    readonly limits?: { readonly endorser: number; readonly deliver: number; readonly gateway: number };
}

/** What a peer serves. */
export function peerServices(options: PeerServicesOptions): GrpcServerOptions['services'] {
    const { endorser, gateway } = options;
    const limits = options.limits ?? DEFAULT_LIMITS;
    const gatewayLimit = new ConcurrencyLimit('/gateway.Gateway', limits.gateway);
    const endorserLimit = new ConcurrencyLimit('/protos.Endorser', limits.endorser);
    const deliverLimit = new ConcurrencyLimit('/protos.Deliver', limits.deliver);
    const deliver = createDeliverService(options.deliver);
    return [
        {
            definition: protos.GatewayService,
            handlers: {
                endorse: unary(gatewayLimit, (request: protos.EndorseRequest, signal) =>
                    endorse(gateway, request, signal),
                ),
                submit: unary(gatewayLimit, (request: protos.SubmitRequest, signal) =>
                    submit(gateway, request, signal),
                ),
                commitStatus: unary(gatewayLimit, (request: protos.SignedCommitStatusRequest, signal) =>
                    commitStatus(gateway, request, signal),
                ),
                evaluate: unary(gatewayLimit, (request: protos.EvaluateRequest, signal) =>
                    evaluate(gateway, request, signal),
                ),
                chaincodeEvents: serverStream(gatewayLimit, (request: protos.SignedChaincodeEventsRequest, signal) =>
                    chaincodeEvents(gateway, request, signal),
                ),
            },
        },
        {
            definition: peer.EndorserService,
            handlers: {
                processProposal: unary(endorserLimit, (proposal: peer.SignedProposal) =>
                    processProposal(endorser, proposal),
                ),
            },
        },
        {
            definition: peer.DeliverService,
            handlers: {
                deliver: duplex(deliverLimit, deliver.deliver),
                deliverFiltered: duplex(deliverLimit, deliver.deliverFiltered),
                deliverWithPrivateData: duplex(deliverLimit, deliver.deliverWithPrivateData),
            },
        },
    ];
}

/** An answer with an error reaches remote callers as the error alone, as in Go's gRPC. */
async function processProposal(
    endorser: Pick<Endorser, 'processProposal'>,
    proposal: peer.SignedProposal,
): Promise<peer.ProposalResponse> {
    const { response, error } = await endorser.processProposal(proposal, 'remote');
    if (error !== undefined) {
        throw new Error(error);
    }
    return response;
}
