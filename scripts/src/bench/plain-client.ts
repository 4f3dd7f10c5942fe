import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Contract, type ProposalOptions } from '@hyperledger/fabric-gateway';
import { messageSigner } from '@tabularium/client';
import { createPrivateKey } from 'node:crypto';
import type { RecordOffice } from '../registers/record-office';
import type { Written } from './workload';

/** fabric-gateway as it comes, but with Tabularium's signer. */
export interface PlainClient {
    contract(name: string): Contract;
    close(): void;
}

/** For an officer, at the own organisation's peer. */
export function plainClient(office: RecordOffice, officerId: string): PlainClient {
    const officer = office.officers.get(officerId);
    const organization = office.backend.organizations.find(({ mspId }) => mspId === officer?.mspId);
    if (officer === undefined || organization === undefined) {
        throw new Error(`the story has no officer ${officerId}`);
    }
    const { address, hostAlias, tlsRootCertPem } = organization.peer;
    const client = new Client(address, credentials.createSsl(Buffer.from(tlsRootCertPem)), {
        'grpc.ssl_target_name_override': hostAlias,
    });
    const gateway = connect({
        client,
        identity: { mspId: officer.mspId, credentials: Buffer.from(officer.certificatePem) },
        signer: messageSigner(createPrivateKey(officer.privateKeyPem)),
        hash: hash.none,
    });
    const network = gateway.getNetwork(office.backend.channelId);
    return {
        contract: (name) => network.getContract(name),
        close: () => {
            gateway.close();
            client.close();
        },
    };
}

/** Submits and waits for the outcome. @throws Error when it is not valid */
export async function submitted(contract: Contract, transaction: string, options: ProposalOptions): Promise<Written> {
    const commit = await contract.submitAsync(transaction, options);
    const { successful, code, transactionId, blockNumber } = await commit.getStatus();
    if (!successful) {
        throw new Error(`${transaction} ended with validation code ${String(code)}`);
    }
    return { transactionId, blockNumber: Number(blockNumber) };
}
