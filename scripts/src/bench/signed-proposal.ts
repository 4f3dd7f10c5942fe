import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash } from '@hyperledger/fabric-gateway';
import { gateway as gatewayProtos, peer } from '@hyperledger/fabric-protos';
import { messageSigner, type PemIdentity } from '@tabularium/client';
import { createPrivateKey } from 'node:crypto';

/** What a peer hands to a chaincode beside the arguments, signed by this identity; nothing is dialled. */
export function signedProposal(identity: PemIdentity, chaincode: string, args: readonly string[]): peer.SignedProposal {
    const client = new Client('127.0.0.1:1', credentials.createInsecure());
    const gateway = connect({
        client,
        identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificatePem) },
        signer: messageSigner(createPrivateKey(identity.privateKeyPem)),
        hash: hash.none,
    });
    try {
        const [transaction = '', ...rest] = args;
        const contract = gateway.getNetwork('mychannel').getContract(chaincode);
        const bytes = contract.newProposal(transaction, { arguments: rest }).getBytes();
        return gatewayProtos.ProposedTransaction.deserializeBinary(bytes).getProposal() ?? new peer.SignedProposal();
    } finally {
        gateway.close();
        client.close();
    }
}
