import type { peer } from '@hyperledger/fabric-protos';
import type { EndorserResult } from '../endorser/endorser';
import type { Identity } from '../msp/identity';
import type { ErrorDetail } from './grpc-status';

/** An endorser's answer as it reaches the gateway: a remote peer's errors arrive without a response. */
export type EndorserAnswer =
    | { readonly response: peer.ProposalResponse; readonly error?: string }
    | { readonly response?: undefined; readonly error: string };

/** A peer that the gateway can ask, its own included. */
export interface GatewayEndorser {
    readonly mspId: string;
    /** As advertised. */
    readonly address: string;
    /** The peer's own identity, for finding out which policies its endorsement helps to meet. */
    readonly identity: Identity;
    hasChaincode(channelId: string, name: string): Promise<boolean>;
    processProposal(signedProposal: peer.SignedProposal): Promise<EndorserAnswer>;
}

/** How the own peer's answer reaches its gateway. */
export function ownAnswer({ response, error, filtered }: EndorserResult): EndorserAnswer {
    if (error === undefined) {
        return { response };
    }
    return filtered === true ? { error } : { response, error };
}

/** How another peer's answer reaches a gateway: a Go error travels as a gRPC error, alone. */
export function remoteAnswer({ response, error }: EndorserResult): EndorserAnswer {
    return error === undefined ? { response } : { error: `rpc error: code = Unknown desc = ${error}` };
}

/** Those that can run the chaincode, in their order (all are at the same height). */
export async function endorsersWithChaincode(
    endorsers: readonly GatewayEndorser[],
    channelId: string,
    chaincodeName: string,
): Promise<readonly GatewayEndorser[]> {
    const present = await Promise.all(endorsers.map((endorser) => endorser.hasChaincode(channelId, chaincodeName)));
    return endorsers.filter((_, index) => present[index] === true);
}

export function errorDetail(node: Pick<GatewayEndorser, 'address' | 'mspId'>, message: string): ErrorDetail {
    return { address: node.address, mspId: node.mspId, message };
}
