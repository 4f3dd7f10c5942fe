import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Ledger } from '../../../network/src/ledger/ledger';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import { newBlock } from '../../../network/src/proto/block';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import { createValidator } from '../../../network/src/validator/create-validator';
import type { CommittedDefinition } from '../../../network/src/validator/definitions';
import type { Validator } from '../../../network/src/validator/validator';
import {
    applicationPolicy,
    changeHeader,
    CHANNEL,
    config,
    type EnvelopeOptions,
    envelopeOf,
    genesis,
    JUNK,
    peer1,
    peer2,
    privately,
    stranger,
    user1,
    writes,
} from './transactions';

const Code = peer.TxValidationCode;
const { VALID, ENDORSEMENT_POLICY_FAILURE: REFUSED, DUPLICATE_TXID } = Code;
const BOTH = "AND('Org1MSP.peer','Org2MSP.peer')";
const FIRST = "OR('Org1MSP.peer')";
const SECOND = "OR('Org2MSP.peer')";

/** `cc` needs both organisations, `first` and `second` one; collections with and without a policy of their own. */
const definitions: Readonly<Record<string, CommittedDefinition>> = {
    cc: {
        version: '1.0',
        policy: applicationPolicy(BOTH),
        collections: [{ name: 'plain' }, { name: 'own', endorsementPolicy: applicationPolicy(SECOND) }],
    },
    first: { version: '1.0', policy: applicationPolicy(FIRST), collections: [] },
    second: { version: '1.0', policy: applicationPolicy(SECOND), collections: [] },
    lost: { version: '1.0', policy: applicationPolicy('/Channel/Application/NoSuchPolicy'), collections: [] },
};

let ledger: Ledger;
let validator: Validator;
let told: string[];

beforeEach(async () => {
    ledger = await openLedger({ channelId: CHANNEL, store: await openMemoryStore() });
    told = [];
    validator = createValidator({
        ledger,
        config: () => config,
        definitions: { committed: (_state, name) => Promise.resolve(definitions[name]) },
        onInvalid: (_txId, _code, why) => {
            told.push(why);
        },
    });
    await commit(genesis);
});

async function commit(block: common.Block): Promise<void> {
    const codes = await validator.validate(block);
    await ledger.commit(block, codes);
}

function blockOf(...envelopes: readonly Uint8Array[]): common.Block {
    return newBlock(ledger.height, ledger.info().currentHash, envelopes);
}

/** Codes of one block with these transactions. */
function validate(...transactions: readonly EnvelopeOptions[]): Promise<readonly number[]> {
    return validator.validate(blockOf(...transactions.map((one) => envelopeOf(one).envelope)));
}

async function committed(...transactions: readonly EnvelopeOptions[]): Promise<void> {
    for (const one of transactions) {
        const block = blockOf(envelopeOf(one).envelope);
        expect(await validator.validate(block)).toEqual([VALID]);
        await commit(block);
    }
}

describe('the form of a transaction', () => {
    it('is right when nothing was changed', async () => {
        expect(await validate({ rwSet: [writes('cc', ['k'])] })).toEqual([VALID]);
        expect(told).toEqual([]);
    });

    const header = (
        payload: common.Payload,
        change: (channel: common.ChannelHeader, signature: common.SignatureHeader) => void,
    ): void => {
        changeHeader(payload.getHeader() ?? new common.Header(), change);
    };
    const event = (chaincode: string): Uint8Array => {
        const message = new peer.ChaincodeEvent();
        message.setChaincodeId(chaincode);
        message.setEventName('happened');
        return message.serializeBinary();
    };

    it.each<[string, number, EnvelopeOptions]>([
        ['a payload that cannot be read', Code.BAD_PAYLOAD, { forged: (e) => e.setPayload(JUNK) }],
        ['no header', Code.BAD_COMMON_HEADER, { tampered: (p) => p.clearHeader() }],
        ['a channel header that cannot be read', 3, { tampered: (p) => p.getHeader()?.setChannelHeader(JUNK) }],
        ['a signature header that cannot be read', 3, { tampered: (p) => p.getHeader()?.setSignatureHeader(JUNK) }],
        ['an epoch', Code.BAD_COMMON_HEADER, { header: (channel) => channel.setEpoch(1) }],
        ['type MESSAGE', 3, { header: (channel) => channel.setType(common.HeaderType.MESSAGE) }],
        ['an unknown type', 3, { header: (channel) => channel.setType(99) }],
        ['no nonce', Code.BAD_COMMON_HEADER, { header: (_channel, signature) => signature.setNonce('') }],
        ['no creator', Code.BAD_COMMON_HEADER, { header: (_channel, signature) => signature.setCreator('') }],
        ['a creator from elsewhere', Code.BAD_CREATOR_SIGNATURE, { creator: stranger }],
        ['a creator that cannot be read', 4, { header: (_channel, signature) => signature.setCreator(JUNK) }],
        ['a signature by another', 4, { forged: (e) => e.setSignature(peer1.sign(e.getPayload_asU8())) }],
        ['no signature', Code.BAD_CREATOR_SIGNATURE, { forged: (e) => e.setSignature('') }],
        ['type CONFIG', Code.INVALID_CONFIG_TRANSACTION, { header: (c) => c.setType(common.HeaderType.CONFIG) }],
        ['type CONFIG_UPDATE', 7, { header: (channel) => channel.setType(common.HeaderType.CONFIG_UPDATE) }],
        ['another id', Code.BAD_PROPOSAL_TXID, { header: (channel) => channel.setTxId('0'.repeat(64)) }],
        ['another nonce', 8, { tampered: (p) => header(p, (_c, signature) => signature.setNonce('AAAA')) }],
        ['data that cannot be read', Code.INVALID_ENDORSER_TRANSACTION, { tampered: (p) => p.setData(JUNK) }],
        ['no data', Code.INVALID_ENDORSER_TRANSACTION, { tampered: (p) => p.setData('') }],
        ['no action', Code.INVALID_ENDORSER_TRANSACTION, { tampered: (_p, t) => t.setActionsList([]) }],
        [
            'two actions',
            Code.INVALID_ENDORSER_TRANSACTION,
            { tampered: (_p, t) => t.setActionsList([...t.getActionsList(), ...t.getActionsList()]) },
        ],
        ['another timestamp', 5, { tampered: (p) => header(p, (channel) => channel.setTimestamp(new Timestamp())) }],
        ['no header extension', 5, { tampered: (p) => header(p, (channel) => channel.setExtension$('')) }],
        ['an action without a header', 5, { tampered: (_p, t) => t.getActionsList()[0]?.setHeader('') }],
        [
            'another proposal',
            Code.INVALID_ENDORSER_TRANSACTION,
            { agreed: (_action, response) => response.setProposalHash(new Uint8Array(32)) },
        ],
        ['a response that cannot be read', 5, { endorsed: (action) => action.setProposalResponsePayload(JUNK) }],
        ['another channel', Code.TARGET_CHAIN_NOT_FOUND, { header: (channel) => channel.setChannelId('other') }],
        ['an extension that cannot be read', 19, { header: (channel) => channel.setExtension$(JUNK) }],
        [
            'an action that cannot be read',
            Code.BAD_RESPONSE_PAYLOAD,
            { agreed: (_action, response) => response.setExtension$(JUNK) },
        ],
        ['a read-write set that cannot be read', Code.BAD_RWSET, { agreed: (action) => action.setResults(JUNK) }],
        [
            'no chaincode in the extension',
            Code.INVALID_OTHER_REASON,
            { header: (c) => c.setExtension$(new peer.ChaincodeHeaderExtension().serializeBinary()) },
        ],
        ['no chaincode in the action', 255, { rwSet: [writes('cc', ['a'])], agreed: (a) => a.clearChaincodeId() }],
        ['no action at all', Code.BAD_RESPONSE_PAYLOAD, { agreed: (action) => action.clearChaincodeId() }],
        ['a chaincode without a name', Code.INVALID_CHAINCODE, { chaincode: '' }],
        ['another chaincode', Code.INVALID_CHAINCODE, { agreed: (a) => a.getChaincodeId()?.setName('first') }],
        ['no version', Code.INVALID_CHAINCODE, { agreed: (action) => action.getChaincodeId()?.setVersion('') }],
        ['a chaincode that is not committed', Code.INVALID_CHAINCODE, { chaincode: 'nope' }],
        ['a write in one that is not', Code.INVALID_CHAINCODE, { rwSet: [writes('nope', ['k'])] }],
        ['an event that cannot be read', Code.INVALID_OTHER_REASON, { agreed: (a) => a.setEvents(JUNK) }],
        ['an event of another chaincode', 255, { agreed: (action) => action.setEvents(event('first')) }],
        ['its own event', VALID, { agreed: (action) => action.setEvents(event('cc')) }],
        ['another version', VALID, { agreed: (action) => action.getChaincodeId()?.setVersion('0.1') }],
        ['a namespace twice', Code.ILLEGAL_WRITESET, { rwSet: [writes('cc', ['a']), writes('cc', ['b'])] }],
    ])('with %s has code %i', async (_name, code, options) => {
        expect(await validate(options)).toEqual([code]);
        expect(told).toHaveLength(code === VALID ? 0 : 1);
    });

    it('of no bytes or of junk has a code, and the rest of the block is judged', async () => {
        const codes = await validator.validate(blockOf(new Uint8Array(), JUNK, envelopeOf().envelope));
        expect(codes).toEqual([Code.BAD_COMMON_HEADER, Code.INVALID_OTHER_REASON, VALID]);
    });
});

describe('a repeated transaction id', () => {
    it('is refused when it is on the ledger, also when that one was invalid', async () => {
        const good = envelopeOf().envelope;
        const bad = envelopeOf({ endorsers: [] }).envelope;
        await commit(blockOf(good, bad));
        expect(await validator.validate(blockOf(good, bad))).toEqual([DUPLICATE_TXID, DUPLICATE_TXID]);
    });

    it('is refused in the block after one that passed, not after one that did not', async () => {
        const { envelope } = envelopeOf();
        const stripped = common.Envelope.deserializeBinary(envelope);
        stripped.setSignature('');
        expect(await validator.validate(blockOf(stripped.serializeBinary(), envelope, envelope))).toEqual([
            Code.BAD_CREATOR_SIGNATURE,
            VALID,
            DUPLICATE_TXID,
        ]);
    });
});

describe('endorsements', () => {
    const rwSet = [writes('cc', ['k'])];

    it.each<[string, number, EnvelopeOptions]>([
        ['none', REFUSED, { endorsers: [] }],
        ['too few', REFUSED, { endorsers: [peer1] }],
        ['one twice', REFUSED, { endorsers: [peer1, peer1] }],
        ['of a client', REFUSED, { endorsers: [peer1, user1] }],
        ['of a client where one peer is enough', REFUSED, { chaincode: 'first', endorsers: [user1] }],
        ['of a stranger', REFUSED, { endorsers: [peer1, stranger] }],
        ['all and one twice', VALID, { endorsers: [peer1, peer2, peer2] }],
        ['all and a stranger', VALID, { endorsers: [stranger, peer1, peer2] }],
        ['under a policy that does not exist', REFUSED, { chaincode: 'lost' }],
    ])('%s: code %i', async (_name, code, options) => {
        expect(await validate({ ...options, rwSet: [writes(options.chaincode ?? 'cc', ['k'])] })).toEqual([code]);
    });

    it('that are junk are ignored, and count for nothing', async () => {
        const withJunk = (action: peer.ChaincodeEndorsedAction): void => {
            const junk = new peer.Endorsement();
            junk.setEndorser(JUNK);
            junk.setSignature(JUNK);
            const wrong = new peer.Endorsement();
            wrong.setEndorser(peer2.serialized);
            wrong.setSignature(peer2.sign(JUNK));
            action.setEndorsementsList([junk, wrong, ...action.getEndorsementsList()]);
        };
        expect(
            await validate({ rwSet, endorsed: withJunk }, { rwSet, endorsed: withJunk, endorsers: [peer1] }),
        ).toEqual([VALID, REFUSED]);
    });

    it('are needed for a transaction that writes nothing too', async () => {
        expect(await validate({ endorsers: [peer1] }, { endorsers: [peer1, peer2] })).toEqual([REFUSED, VALID]);
    });

    it('must satisfy every chaincode that is written in, and the one that was called', async () => {
        const both = [writes('first', ['k']), writes('second', ['k'])];
        const reads = { ...writes('second', []), reads: [{ key: 'k', version: undefined }] };
        expect(
            await validate(
                { chaincode: 'first', rwSet: both, endorsers: [peer1] },
                { chaincode: 'first', rwSet: both, endorsers: [peer1, peer2] },
                { chaincode: 'first', rwSet: [reads], endorsers: [peer1] },
                { chaincode: 'second', rwSet: [writes('first', ['k'])], endorsers: [peer1] },
            ),
        ).toEqual([REFUSED, VALID, VALID, REFUSED]);
    });
});

describe('a key with a policy of its own', () => {
    beforeEach(() => committed({ rwSet: [writes('cc', ['mine', 'free'], { mine: FIRST, free: '' })] }));

    it('needs that and not the chaincode policy', async () => {
        expect(
            await validate(
                { rwSet: [writes('cc', ['mine'])], endorsers: [peer1] },
                { rwSet: [writes('cc', ['mine'])], endorsers: [peer2] },
                { rwSet: [writes('cc', ['mine', 'other'])], endorsers: [peer1] },
                { rwSet: [writes('cc', ['free'])], endorsers: [peer1] },
                { rwSet: [writes('cc', ['mine', 'other'])] },
            ),
        ).toEqual([VALID, REFUSED, REFUSED, REFUSED, VALID]);
    });

    it('gets another policy only as the old one allows', async () => {
        const change = [writes('cc', [], { mine: SECOND })];
        expect(await validate({ rwSet: change, endorsers: [peer2] })).toEqual([REFUSED]);
        await committed({ rwSet: change, endorsers: [peer1] });
        expect(
            await validate(
                { rwSet: [writes('cc', ['mine'])], endorsers: [peer1] },
                { rwSet: [writes('cc', ['mine'])], endorsers: [peer2] },
            ),
        ).toEqual([REFUSED, VALID]);
    });

    it('is closed to the rest of the block once a valid transaction has changed the policy', async () => {
        const change = { rwSet: [writes('cc', [], { mine: FIRST })], endorsers: [peer1] };
        const write = { rwSet: [writes('cc', ['mine'])], endorsers: [peer1] };
        const elsewhere = { rwSet: [writes('cc', ['other'])] };
        expect(await validate(change, write, change, elsewhere)).toEqual([VALID, REFUSED, REFUSED, VALID]);
        expect(await validate({ ...change, endorsers: [peer2] }, write)).toEqual([REFUSED, VALID]);
    });

    it('can be one that nobody can read, and then nobody can write it', async () => {
        const set = writes('cc', ['broken']);
        const entries = [{ name: 'VALIDATION_PARAMETER', value: JUNK }];
        await committed({ rwSet: [{ ...set, metadataWrites: [{ key: 'broken', entries }] }] });
        expect(await validate({ rwSet: [set] })).toEqual([REFUSED]);
    });
});

describe('a collection', () => {
    const within = (collection: string, policy?: string): EnvelopeOptions['rwSet'] => [
        writes('cc', [], {}, [privately(collection, policy)]),
    ];

    it.each([
        ['plain', [peer1], REFUSED],
        ['plain', [peer1, peer2], VALID],
        ['own', [peer2], VALID],
        ['own', [peer1], REFUSED],
        ['_implicit_org_Org1MSP', [peer1], VALID],
        ['_implicit_org_Org1MSP', [peer2], REFUSED],
        ['_implicit_org_Org9MSP', [peer1, peer2], REFUSED],
        ['unknown', [peer1, peer2], REFUSED],
    ])('%s is endorsed by its policy, else by that of the chaincode', async (collection, endorsers, code) => {
        expect(await validate({ rwSet: within(collection) ?? [], endorsers })).toEqual([code]);
    });

    it('has keys with policies of their own', async () => {
        await committed({ rwSet: within('own', FIRST) ?? [], endorsers: [peer2] });
        const write = { rwSet: within('own') ?? [] };
        expect(await validate({ ...write, endorsers: [peer2] }, { ...write, endorsers: [peer1] })).toEqual([
            REFUSED,
            VALID,
        ]);
        const change = { rwSet: within('own', SECOND) ?? [], endorsers: [peer1] };
        expect(await validate(change, { ...write, endorsers: [peer1] })).toEqual([VALID, REFUSED]);
    });
});

it('the lifecycle namespace goes by the policy LifecycleEndorsement of the channel', async () => {
    const rwSet = [writes('_lifecycle', ['namespaces/fields/cc/Sequence'])];
    const own = [writes('_lifecycle', [], {}, [privately('_implicit_org_Org1MSP')])];
    expect(
        await validate(
            { chaincode: '_lifecycle', rwSet, endorsers: [peer1] },
            { chaincode: '_lifecycle', rwSet, endorsers: [peer1, peer2] },
            { chaincode: '_lifecycle', rwSet: own, endorsers: [peer1] },
            { chaincode: 'first', rwSet, endorsers: [peer1] },
        ),
    ).toEqual([REFUSED, VALID, VALID, REFUSED]);
});

it('a fault of this node is no verdict about a transaction', async () => {
    const broken = createValidator({
        ledger,
        config: () => config,
        definitions: { committed: () => Promise.reject(new Error('disk')) },
    });
    await expect(broken.validate(blockOf(envelopeOf().envelope))).rejects.toThrow('disk');
});
