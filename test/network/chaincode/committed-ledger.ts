import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../../../network/src/ledger/ledger';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import type { TxSimulator } from '../../../network/src/ledger/tx-simulator';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { newBlock } from '../../../network/src/proto/block';
import { createSignedProposal, unpackProposal } from '../../../network/src/proto/proposal';
import { encodeResponsePayload, endorse } from '../../../network/src/proto/response';
import { encodeRwSet } from '../../../network/src/proto/rwset';
import { assembleTransaction } from '../../../network/src/proto/transaction';
import { systemClock } from '../../../network/src/seams/clock';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import { systemRandom } from '../../../network/src/seams/random';
import { peerOrganization, signer } from '../ca/organizations';

export const CHANNEL = 'mychannel';

/** A real user of Org1: the shim reads the certificate. */
export const client: SigningIdentity = signer(peerOrganization(1), 'User1');

/** A ledger in memory with one empty-handed block in it. */
export async function newLedger(): Promise<Ledger> {
    const ledger = await openLedger({ channelId: CHANNEL, store: await openMemoryStore() });
    await commitEnvelopes(ledger, []);
    return ledger;
}

/** Commits in one transaction what `write` does to a simulator; answers with its id. */
export async function commitWrites(ledger: Ledger, write: (simulator: TxSimulator) => void): Promise<string> {
    const { txId, signedProposal } = proposal('seed', []);
    const simulator = ledger.simulator(txId, 'Org1MSP');
    write(simulator);
    const { rwSet } = await simulator.done();
    const ok = new peer.Response();
    ok.setStatus(200);
    const unpacked = unpackProposal(signedProposal);
    const payload = encodeResponsePayload(Buffer.from('hash'), {
        results: encodeRwSet(rwSet),
        response: ok,
        chaincodeName: 'seed',
        chaincodeVersion: '1',
    });
    const response = new peer.ProposalResponse();
    response.setResponse(ok);
    response.setPayload(payload);
    response.setEndorsement(endorse(payload, client));
    const envelope = new common.Envelope();
    envelope.setPayload(assembleTransaction(unpacked, [response]));
    envelope.setSignature(client.sign(envelope.getPayload_asU8()));
    await commitEnvelopes(ledger, [envelope.serializeBinary()]);
    return txId;
}

export function proposal(
    chaincodeName: string,
    args: readonly (string | Uint8Array)[],
): { readonly txId: string; readonly signedProposal: peer.SignedProposal } {
    return createSignedProposal({
        channelId: CHANNEL,
        chaincodeName,
        args,
        signer: client,
        random: systemRandom,
        clock: systemClock,
    });
}

async function commitEnvelopes(ledger: Ledger, envelopes: readonly Uint8Array[]): Promise<void> {
    const block = newBlock(ledger.height, ledger.info().currentHash, envelopes);
    await ledger.commit(
        block,
        envelopes.map(() => peer.TxValidationCode.VALID),
    );
}
