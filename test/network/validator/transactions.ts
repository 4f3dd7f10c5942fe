import { common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import { createGenesisBlock } from '../../../network/src/channel/genesis-block';
import { parseChannelConfig } from '../../../network/src/channel/parse-channel-config';
import type { ChannelConfig } from '../../../network/src/channel/channel-config';
import type { CollectionRwSet, NamespaceRwSet } from '../../../network/src/ledger/read-write-set';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { parseSignaturePolicy } from '../../../network/src/policies/policy-dsl';
import { sha256 } from '../../../network/src/proto/hash';
import { createHeader } from '../../../network/src/proto/header';
import { encodeRwSet } from '../../../network/src/proto/rwset';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from '../ca/organizations';

export const CHANNEL = 'mychannel';
const organizations = [peerOrganization(1), peerOrganization(2)] as const;
const [org1, org2] = organizations;
const ordering = ordererOrganization();

export const peer1 = signer(org1, 'peer0');
export const peer2 = signer(org2, 'peer0');
export const user1 = signer(org1, 'User1');
export const ordererNode = signer(ordering, 'orderer');
/** Of no organisation of the channel. */
export const stranger = signer(peerOrganization(9), 'User1');

export const genesis = createGenesisBlock({
    channelId: CHANNEL,
    organizations: organizations.map((organization) => ({
        mspId: organization.mspId,
        mspConfig: mspConfig(organization),
    })),
    ordererOrganization: {
        mspId: ordering.mspId,
        mspConfig: mspConfig(ordering),
        endpoints: ['orderer.example.com:7050'],
        consenterTlsCertificatesPem: [enrolment(ordering, 'orderer').tls.certificatePem],
    },
    ...seams,
});
export const config: ChannelConfig = parseChannelConfig(genesis, nodeCrypto);

/** Bytes of a `common.SignaturePolicyEnvelope`. */
export const signaturePolicy = (text: string): Uint8Array => parseSignaturePolicy(text).serializeBinary();

/** Bytes of a `protos.ApplicationPolicy`, from the language of policies or a path in the channel's configuration. */
export function applicationPolicy(text: string): Uint8Array {
    const policy = new peer.ApplicationPolicy();
    if (text.startsWith('/')) {
        policy.setChannelConfigPolicyReference(text);
    } else {
        policy.setSignaturePolicy(parseSignaturePolicy(text));
    }
    return policy.serializeBinary();
}

export interface EnvelopeOptions {
    readonly chaincode?: string;
    readonly rwSet?: readonly NamespaceRwSet[];
    /** Default: the peers of both organisations. */
    readonly endorsers?: readonly SigningIdentity[];
    readonly creator?: SigningIdentity;
    /** Header as the creator makes it. */
    readonly header?: (channel: common.ChannelHeader, signature: common.SignatureHeader) => void;
    /** What the endorsers agree on. */
    readonly agreed?: (action: peer.ChaincodeAction, response: peer.ProposalResponsePayload) => void;
    readonly endorsed?: (action: peer.ChaincodeEndorsedAction) => void;
    /** What the creator does to it before it signs. */
    readonly tampered?: (payload: common.Payload, transaction: peer.Transaction) => void;
    /** After the signature. */
    readonly forged?: (envelope: common.Envelope) => void;
}

/** An endorser transaction made by hand, with a twist wherever the test wants one. */
export function envelopeOf(options: EnvelopeOptions = {}): { readonly txId: string; readonly envelope: Uint8Array } {
    const creator = options.creator ?? user1;
    const chaincode = options.chaincode ?? 'cc';
    const { header, txId } = headerOf(options, creator, chaincode);
    const proposalPayload = new peer.ChaincodeProposalPayload().serializeBinary();

    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    id.setVersion('1.0');
    const agreed = new peer.ChaincodeAction();
    agreed.setChaincodeId(id);
    agreed.setResults(encodeRwSet(options.rwSet ?? []));
    const response = new peer.ProposalResponsePayload();
    response.setProposalHash(sha256(header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), proposalPayload));
    response.setExtension$(agreed.serializeBinary());
    if (options.agreed !== undefined) {
        options.agreed(agreed, response);
        if (response.getExtension_asU8().length > 0 && !Buffer.from(response.getExtension_asU8()).equals(JUNK)) {
            response.setExtension$(agreed.serializeBinary());
        }
    }
    const endorsed = new peer.ChaincodeEndorsedAction();
    const responseBytes = response.serializeBinary();
    endorsed.setProposalResponsePayload(responseBytes);
    endorsed.setEndorsementsList(
        (options.endorsers ?? [peer1, peer2]).map((endorser) => endorsementOf(endorser, responseBytes)),
    );
    options.endorsed?.(endorsed);
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(proposalPayload);
    actionPayload.setAction(endorsed);
    const action = new peer.TransactionAction();
    action.setHeader(header.getSignatureHeader_asU8());
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.setActionsList([action]);
    return { txId, envelope: signed(header, transaction, creator, options) };
}

/** Bytes that are no protobuf message. */
export const JUNK = Buffer.from('junk');

export function endorsementOf(endorser: SigningIdentity, response: Uint8Array): peer.Endorsement {
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(endorser.serialized);
    endorsement.setSignature(endorser.sign(Buffer.concat([response, endorser.serialized])));
    return endorsement;
}

function headerOf(
    options: EnvelopeOptions,
    creator: SigningIdentity,
    chaincode: string,
): { readonly header: common.Header; readonly txId: string } {
    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const made = createHeader({
        type: common.HeaderType.ENDORSER_TRANSACTION,
        channelId: CHANNEL,
        extension: extension.serializeBinary(),
        creator: creator.serialized,
        random: systemRandom,
        clock: seams.clock,
    });
    if (options.header !== undefined) {
        changeHeader(made.header, options.header);
    }
    return made;
}

export function changeHeader(
    header: common.Header,
    change: (channel: common.ChannelHeader, signature: common.SignatureHeader) => void,
): void {
    const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    change(channel, signature);
    header.setChannelHeader(channel.serializeBinary());
    header.setSignatureHeader(signature.serializeBinary());
}

function signed(
    header: common.Header,
    transaction: peer.Transaction,
    creator: SigningIdentity,
    options: EnvelopeOptions,
): Uint8Array {
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(transaction.serializeBinary());
    if (options.tampered !== undefined) {
        const before = payload.getData_asU8();
        options.tampered(payload, transaction);
        if (Buffer.from(before).equals(payload.getData_asU8())) {
            payload.setData(transaction.serializeBinary());
        }
    }
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    options.forged?.(envelope);
    return envelope.serializeBinary();
}

/** A set that writes; `policies` are key-level ones. */
export function writes(
    namespace: string,
    keys: readonly string[],
    policies: Readonly<Record<string, string>> = {},
    collections: readonly CollectionRwSet[] = [],
): NamespaceRwSet {
    return {
        namespace,
        reads: [],
        rangeQueries: [],
        writes: keys.map((key) => ({ key, value: Buffer.from('v') })),
        metadataWrites: Object.entries(policies).map(([key, policy]) => ({
            key,
            entries: [
                { name: 'VALIDATION_PARAMETER', value: policy === '' ? new Uint8Array() : signaturePolicy(policy) },
            ],
        })),
        collections,
    };
}

/** A collection in which one key is written. */
export function privately(collection: string, policy?: string): CollectionRwSet {
    const keyHash = sha256('k');
    return {
        collection,
        reads: [],
        writes: [{ keyHash, valueHash: sha256('v'), purge: false }],
        metadataWrites:
            policy === undefined
                ? []
                : [{ keyHash, entries: [{ name: 'VALIDATION_PARAMETER', value: signaturePolicy(policy) }] }],
        privateRwSetHash: new Uint8Array(),
    };
}
