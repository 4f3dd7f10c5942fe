import { common, peer } from '@hyperledger/fabric-protos';
import { parseCertificatePem } from '../../../network/src/msp/certificate';
import {
    computeTxId,
    createSignedProposal,
    proposalHash,
    unpackProposal,
    ProposalError,
} from '../../../network/src/proto/proposal';
import type { UnpackedProposal } from '../../../network/src/proto/proposal';
import { encodeResponsePayload, endorse } from '../../../network/src/proto/response';
import { encodeRwSet } from '../../../network/src/proto/rwset';
import {
    assembleTransaction,
    extensionChaincodeName,
    parseActions,
    parseEnvelope,
    parseTransaction,
    transactionProposalHash,
    TransactionError,
} from '../../../network/src/proto/transaction';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { enrolment, peerOrganization, signer } from '../ca/organizations';

const org1 = peerOrganization(1);
const user = signer(org1, 'User1');
const peer0 = signer(org1, 'peer0');
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

function propose(change: (proposal: peer.Proposal) => void = () => undefined): {
    readonly txId: string;
    readonly signedProposal: peer.SignedProposal;
} {
    const created = createSignedProposal({
        channelId: 'mychannel',
        chaincodeName: 'land',
        args: ['land:registerParcel', Buffer.from('{}')],
        transient: { secret: Buffer.from('hidden') },
        signer: user,
        random: { bytes: (length) => new Uint8Array(length).fill(9) },
        clock: new ManualClock(new Date('2026-02-03T04:05:06.007Z')),
    });
    const proposal = peer.Proposal.deserializeBinary(created.signedProposal.getProposalBytes_asU8());
    change(proposal);
    created.signedProposal.setProposalBytes(proposal.serializeBinary());
    return created;
}

function respond(proposal: UnpackedProposal, endorser = peer0, message = ''): peer.ProposalResponse {
    const response = new peer.Response();
    response.setStatus(200);
    response.setMessage(message);
    const event = new peer.ChaincodeEvent();
    event.setChaincodeId('land');
    event.setEventName('parcelRegistered');
    const payload = encodeResponsePayload(proposalHash(proposal), {
        results: encodeRwSet([]),
        event,
        response,
        chaincodeName: 'land',
        chaincodeVersion: '1.0',
    });
    const proposalResponse = new peer.ProposalResponse();
    proposalResponse.setResponse(response);
    proposalResponse.setPayload(payload);
    proposalResponse.setEndorsement(endorse(payload, endorser));
    return proposalResponse;
}

function envelopeOf(payload: Uint8Array): Uint8Array {
    const envelope = new common.Envelope();
    envelope.setPayload(payload);
    envelope.setSignature(user.sign(payload));
    return envelope.serializeBinary();
}

function codeOf(action: () => unknown): number | undefined {
    try {
        action();
        return undefined;
    } catch (error) {
        return error instanceof TransactionError ? error.code : -1;
    }
}

describe('a proposal', () => {
    test('is unpacked into what was put in', () => {
        const { txId, signedProposal } = propose();

        const proposal = unpackProposal(signedProposal);

        expect(proposal.channelId).toBe('mychannel');
        expect(proposal.chaincodeName).toBe('land');
        expect(proposal.type).toBe(3);
        expect(proposal.epoch).toBe(0);
        expect(proposal.timestamp?.toDate()).toEqual(new Date('2026-02-03T04:05:06.007Z'));
        expect(proposal.spec.args.map(text)).toEqual(['land:registerParcel', '{}']);
        expect(proposal.spec.isInit).toBe(false);
        expect(proposal.spec.specChaincodeName).toBe('land');
        expect([...proposal.transient].map(([name, value]) => [name, text(value)])).toEqual([['secret', 'hidden']]);
        expect(proposal.creator).toEqual(user.serialized);
        expect(proposal.txId).toBe(txId);
        expect(txId).toBe(computeTxId(new Uint8Array(24).fill(9), user.serialized));
    });

    test('is signed by its creator', () => {
        const { signedProposal } = propose();
        const { publicKey } = parseCertificatePem(enrolment(org1, 'User1').identity.certificatePem).x509;

        const { proposalBytes, signature } = unpackProposal(signedProposal);

        expect(nodeCrypto.verify(publicKey, proposalBytes, signature)).toBe(true);
    });

    test('has the same hash with and without its transient map', () => {
        const withMap = unpackProposal(propose().signedProposal);
        const { signedProposal } = propose((proposal) => {
            const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
            payload.clearTransientmapMap();
            proposal.setPayload(payload.serializeBinary());
        });

        expect(proposalHash(unpackProposal(signedProposal))).toEqual(proposalHash(withMap));
        expect(unpackProposal(signedProposal).transient.size).toBe(0);
    });

    const withSpec = (proposal: peer.Proposal, spec: peer.ChaincodeSpec | undefined): void => {
        const invocation = new peer.ChaincodeInvocationSpec();
        invocation.setChaincodeSpec(spec);
        const payload = new peer.ChaincodeProposalPayload();
        payload.setInput(invocation.serializeBinary());
        proposal.setPayload(payload.serializeBinary());
    };
    const withExtension = (proposal: peer.Proposal, chaincodeId: peer.ChaincodeID | undefined): void => {
        const extension = new peer.ChaincodeHeaderExtension();
        extension.setChaincodeId(chaincodeId);
        const channelHeader = new common.ChannelHeader();
        channelHeader.setExtension$(extension.serializeBinary());
        const header = new common.Header();
        header.setChannelHeader(channelHeader.serializeBinary());
        proposal.setHeader(header.serializeBinary());
    };

    test.each<[string, (proposal: peer.Proposal) => void]>([
        [
            'error unmarshalling Header: proto: cannot parse invalid wire-format data',
            (proposal) => {
                proposal.setHeader(Buffer.from('junk'));
            },
        ],
        [
            'ChaincodeHeaderExtension.ChaincodeId is nil',
            (proposal) => {
                withExtension(proposal, undefined);
            },
        ],
        [
            'ChaincodeHeaderExtension.ChaincodeId.Name is empty',
            (proposal) => {
                withExtension(proposal, new peer.ChaincodeID());
            },
        ],
        [
            'chaincode invocation spec did not contain chaincode spec',
            (proposal) => {
                withSpec(proposal, undefined);
            },
        ],
        [
            'chaincode input did not contain any input',
            (proposal) => {
                withSpec(proposal, new peer.ChaincodeSpec());
            },
        ],
    ])('is refused with: %s', (message, change) => {
        const { signedProposal } = propose(change);

        expect(() => unpackProposal(signedProposal)).toThrow(new ProposalError(message));
    });

    test('that is empty lacks a chaincode id', () => {
        expect(() => unpackProposal(new peer.SignedProposal())).toThrow('ChaincodeHeaderExtension.ChaincodeId is nil');
    });
});

describe('a transaction', () => {
    const proposal = unpackProposal(propose().signedProposal);

    test('holds both headers as received, the agreed payload and each endorser once', () => {
        const response = respond(proposal);
        const other = respond(proposal, signer(peerOrganization(2), 'peer0'));

        const transaction = parseTransaction(envelopeOf(assembleTransaction(proposal, [response, other, response])));

        expect(transaction.envelope.channelHeaderBytes).toEqual(proposal.channelHeaderBytes);
        expect(transaction.envelope.signatureHeaderBytes).toEqual(proposal.signatureHeaderBytes);
        expect(transaction.action.headerBytes).toEqual(proposal.signatureHeaderBytes);
        expect(transaction.action.responsePayload).toEqual(response.getPayload_asU8());
        expect(transaction.action.endorsements).toHaveLength(2);
        expect(transaction.args.map(text)).toEqual(['land:registerParcel', '{}']);
        expect(transaction.event?.getEventName()).toBe('parcelRegistered');
        expect(transaction.endorsed.chaincodeName).toBe('land');
        expect(transaction.endorsed.chaincodeVersion).toBe('1.0');
        expect(transaction.rwSet).toEqual([]);
        expect(extensionChaincodeName(transaction.envelope)).toBe('land');
    });

    test('carries the proposal hash that follows from its own bytes', () => {
        const { envelope, action, endorsed } = parseTransaction(
            envelopeOf(assembleTransaction(proposal, [respond(proposal)])),
        );

        expect(transactionProposalHash(envelope, action)).toEqual(endorsed.proposalHash);
    });

    test('does not carry the transient map', () => {
        const payload = assembleTransaction(proposal, [respond(proposal)]);

        expect(Buffer.from(payload).includes('hidden')).toBe(false);
        expect(Buffer.from(proposal.proposalBytes).includes('hidden')).toBe(true);
    });

    test('has endorsements over payload and endorser', () => {
        const { publicKey } = parseCertificatePem(enrolment(org1, 'peer0').identity.certificatePem).x509;
        const { action } = parseTransaction(envelopeOf(assembleTransaction(proposal, [respond(proposal)])));
        const [endorsement] = action.endorsements;

        const message = Buffer.concat([action.responsePayload, peer0.serialized]);

        expect(nodeCrypto.verify(publicKey, message, endorsement?.signature ?? message)).toBe(true);
    });

    test('is not assembled from different, failed or no responses', () => {
        const failed = respond(proposal);
        failed.getResponse()?.setStatus(500);

        expect(() => assembleTransaction(proposal, [])).toThrow('at least one proposal response is required');
        expect(() => assembleTransaction(proposal, [respond(proposal), respond(proposal, peer0, 'x')])).toThrow(
            'ProposalResponsePayloads do not match',
        );
        expect(() => assembleTransaction(proposal, [failed])).toThrow(
            'proposal response was not successful, error code 500, msg ',
        );
    });

    test.each<[string, number, () => unknown]>([
        ['junk', peer.TxValidationCode.INVALID_OTHER_REASON, () => parseEnvelope(Buffer.from('junk'))],
        ['nothing', peer.TxValidationCode.BAD_COMMON_HEADER, () => parseEnvelope(new Uint8Array())],
        ['a junk payload', peer.TxValidationCode.BAD_PAYLOAD, () => parseEnvelope(envelopeOf(Buffer.from('junk')))],
        ['junk actions', peer.TxValidationCode.INVALID_ENDORSER_TRANSACTION, () => parseActions(Buffer.from('junk'))],
        [
            'no action',
            peer.TxValidationCode.INVALID_ENDORSER_TRANSACTION,
            () => {
                const payload = common.Payload.deserializeBinary(assembleTransaction(proposal, [respond(proposal)]));
                payload.setData(new Uint8Array());
                return parseTransaction(envelopeOf(payload.serializeBinary()));
            },
        ],
    ])('that is %s has code %i', (_name, code, parse) => {
        expect(codeOf(parse)).toBe(code);
    });
});
