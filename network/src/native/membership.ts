import { Client } from '@grpc/grpc-js';
import { discovery } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import { channelArguments } from '../deploy/peer-connection';
import type { SigningIdentity } from '../msp/identity';

/**
 * How many peers on the channel a peer knows, itself among them. Until it knows all, its gateway cannot plan endorsements
 * by the missing ones, and it gives them no private data. None while the peer does not answer.
 * @see Fabric discovery/service.go
 */
export function knownPeers(endpoint: PeerEndpoint, channelId: string, signer: SigningIdentity): Promise<number> {
    const authentication = new discovery.AuthInfo();
    authentication.setClientIdentity(signer.serialized);
    const query = new discovery.Query();
    query.setChannel(channelId);
    query.setPeerQuery(new discovery.PeerMembershipQuery());
    const request = new discovery.Request();
    request.setAuthentication(authentication);
    request.setQueriesList([query]);
    const payload = request.serializeBinary();
    const signed = new discovery.SignedRequest();
    signed.setPayload(payload);
    signed.setSignature(signer.sign(payload));

    const client = new Client(...channelArguments(endpoint));
    return new Promise((resolve) => {
        client.makeUnaryRequest(
            '/discovery.Discovery/Discover',
            (message: discovery.SignedRequest) => Buffer.from(message.serializeBinary()),
            (bytes) => discovery.Response.deserializeBinary(bytes),
            signed,
            (_error, response) => {
                client.close();
                const members = response?.getResultsList()[0]?.getMembers();
                let known = 0;
                members?.getPeersByOrgMap().forEach((peers: discovery.Peers) => {
                    // Without it the peer is known, but not yet as one of this channel.
                    known += peers.getPeersList().filter((one) => one.getStateInfo() !== undefined).length;
                });
                resolve(known);
            },
        );
    });
}
