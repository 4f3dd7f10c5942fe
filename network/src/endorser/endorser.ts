import type { peer } from '@hyperledger/fabric-protos';

/** One peer's answer to a proposal. `error` is set where Fabric also returns a Go error (validation, ACL, duplicate). */
export interface EndorserResult {
    readonly response: peer.ProposalResponse;
    readonly error?: string;
}

/** One peer's endorser: `protos.Endorser/ProcessProposal`, called over gRPC or by the gateway of the same process. */
export interface Endorser {
    readonly mspId: string;
    /** Advertised, e.g. `peer0.org1.example.com:7051`. */
    readonly address: string;
    /** True when the peer can run this chaincode: committed on the channel, approved by its organisation, installed. */
    hasChaincode(channelId: string, name: string): Promise<boolean>;
    processProposal(signedProposal: peer.SignedProposal): Promise<EndorserResult>;
}
