import { common, peer } from '@hyperledger/fabric-protos';
import type { BlockCommit, CollectionTerms, Ledger } from '../../../network/src/ledger/ledger';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import { PrivateStore } from '../../../network/src/ledger/private-store';
import type { SimulationResult, TxSimulator } from '../../../network/src/ledger/tx-simulator';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { newBlock } from '../../../network/src/proto/block';
import { createSignedProposal, proposalHash, unpackProposal } from '../../../network/src/proto/proposal';
import { encodeResponsePayload, endorse } from '../../../network/src/proto/response';
import { encodeRwSet } from '../../../network/src/proto/rwset';
import { assembleTransaction } from '../../../network/src/proto/transaction';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { systemRandom } from '../../../network/src/seams/random';
import type { KeyValueStore } from '../../../network/src/seams/store';
import { peerOrganization, signer } from '../ca/organizations';

export const CHANNEL = 'mychannel';
export const MSP = 'Org1MSP';
export const CODE = peer.TxValidationCode;
export const bytes = (text: string): Uint8Array => Buffer.from(text);
export const text = (value: Uint8Array | undefined): string | undefined =>
    value === undefined ? undefined : Buffer.from(value).toString();

const organization = peerOrganization(1);
const user = signer(organization, 'User1');
const peer0 = signer(organization, 'peer0');

/** A transaction as its endorser left it. */
export interface Endorsed {
    readonly txId: string;
    readonly envelope: Uint8Array;
    readonly result: SimulationResult;
}

type Script = (simulator: TxSimulator) => void | Promise<void>;

/** `OTHER` has a store of its own too, but is no member of any collection unless a test says so. */
export const OTHER = 'Org2MSP';

export interface TestLedgerOptions {
    readonly store?: KeyValueStore;
    readonly privateStores?: ReadonlyMap<string, KeyValueStore>;
    /** Default: `MSP` is the only member, and nothing expires. */
    readonly terms?: (collection: string) => CollectionTerms;
}

/** A ledger with block 0, and real transactions for it. */
export class TestLedger {
    readonly clock = new ManualClock(new Date('2026-03-01T08:00:00.000Z'));
    readonly store: KeyValueStore;
    readonly ledger: Ledger;

    private constructor(store: KeyValueStore, ledger: Ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    static async open(options: TestLedgerOptions = {}): Promise<TestLedger> {
        const store = options.store ?? (await openMemoryStore());
        const given =
            options.privateStores ??
            new Map([
                [MSP, await openMemoryStore()],
                [OTHER, await openMemoryStore()],
            ]);
        const terms = options.terms ?? (() => ({ members: [MSP], blockToLive: 0 }));
        const ledger = await openLedger({
            channelId: CHANNEL,
            store,
            privateStores: new Map([...given].map(([mspId, privateStore]) => [mspId, new PrivateStore(privateStore)])),
            collectionTerms: (_state, _namespace, collection) => Promise.resolve(terms(collection)),
        });
        const test = new TestLedger(store, ledger);
        if (test.ledger.height === 0) {
            await test.commit([]);
        }
        return test;
    }

    /** Simulates over the committed state of now; plain private writes then wait with `MSP`. */
    async endorse(script: Script): Promise<Endorsed> {
        const { txId, signedProposal } = createSignedProposal({
            channelId: CHANNEL,
            chaincodeName: 'cc',
            args: ['f'],
            signer: user,
            random: systemRandom,
            clock: this.clock,
        });
        const simulator = this.ledger.simulator(txId, MSP);
        await script(simulator);
        const result = await simulator.done();
        if (result.privateWrites.length > 0) {
            await this.privateStore(MSP).transient.put(txId, this.ledger.height, result.privateWrites);
        }
        return { txId, result, envelope: envelopeOf(unpackProposal(signedProposal), result, user) };
    }

    /** One block; all as the validator leaves them, VALID unless told otherwise. Answers with the final codes. */
    async commit(transactions: readonly Endorsed[], codes?: readonly number[]): Promise<readonly number[]> {
        const { transactions: done } = await this.commitBlock(this.block(transactions), codes);
        return done.map(({ code }) => code);
    }

    commitBlock(block: common.Block, codes?: readonly number[]): Promise<BlockCommit> {
        const count = block.getData()?.getDataList().length ?? 0;
        return this.ledger.commit(block, codes ?? Array.from({ length: count }, () => CODE.VALID));
    }

    privateStore(mspId: string): PrivateStore {
        const store = this.ledger.privateStore(mspId);
        if (store === undefined) {
            throw new Error(`${mspId} has no store`);
        }
        return store;
    }

    block(transactions: readonly Endorsed[]): common.Block {
        const { height, currentHash } = this.ledger.info();
        return newBlock(
            height,
            currentHash,
            transactions.map(({ envelope }) => envelope),
        );
    }

    /** A block of its own for each script; all must be valid. */
    async run(...scripts: readonly Script[]): Promise<void> {
        for (const script of scripts) {
            expect(await this.commit([await this.endorse(script)])).toEqual([CODE.VALID]);
        }
    }

    async get(key: string): Promise<string | undefined> {
        const view = this.ledger.view();
        const entry = await view.get('cc', key);
        await view.release();
        return text(entry?.value);
    }
}

function envelopeOf(
    proposal: Parameters<typeof proposalHash>[0],
    { rwSet }: SimulationResult,
    creator: SigningIdentity,
): Uint8Array {
    const ok = new peer.Response();
    ok.setStatus(200);
    const payload = encodeResponsePayload(proposalHash(proposal), {
        results: encodeRwSet(rwSet),
        response: ok,
        chaincodeName: 'cc',
        chaincodeVersion: '1.0',
    });
    const response = new peer.ProposalResponse();
    response.setResponse(ok);
    response.setPayload(payload);
    response.setEndorsement(endorse(payload, peer0));
    const envelope = new common.Envelope();
    envelope.setPayload(assembleTransaction(proposal, [response]));
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    return envelope.serializeBinary();
}

/** Everything between the bounds, drained. */
export async function scan(simulator: TxSimulator, start = '', end = ''): Promise<readonly string[]> {
    const iterator = simulator.range('cc', start, end);
    const keys = (await iterator.next(Number.POSITIVE_INFINITY)).map(({ key }) => key);
    await iterator.close();
    return keys;
}
