import { peer } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/identity';

/** What a simulation led to: the content of a `protos.ChaincodeAction`. */
export interface ChaincodeActionFields {
    /** `rwset.TxReadWriteSet` bytes. */
    readonly results: Uint8Array;
    readonly event?: peer.ChaincodeEvent;
    readonly response: peer.Response;
    readonly chaincodeName: string;
    /** Version of the committed definition. */
    readonly chaincodeVersion: string;
}

/** Bytes of a `protos.ProposalResponsePayload`, which must be the same for every endorser. */
export function encodeResponsePayload(proposalHash: Uint8Array, action: ChaincodeActionFields): Uint8Array {
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(action.chaincodeName);
    chaincodeId.setVersion(action.chaincodeVersion);
    const chaincodeAction = new peer.ChaincodeAction();
    chaincodeAction.setResults(action.results);
    chaincodeAction.setEvents(action.event?.serializeBinary() ?? new Uint8Array());
    chaincodeAction.setResponse(action.response);
    chaincodeAction.setChaincodeId(chaincodeId);
    const payload = new peer.ProposalResponsePayload();
    payload.setProposalHash(proposalHash);
    payload.setExtension$(chaincodeAction.serializeBinary());
    return payload.serializeBinary();
}

/** An endorsement: the signature covers the payload followed by the endorser's identity. */
export function endorse(responsePayload: Uint8Array, signer: SigningIdentity): peer.Endorsement {
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(signer.serialized);
    endorsement.setSignature(signer.sign(Buffer.concat([responsePayload, signer.serialized])));
    return endorsement;
}
