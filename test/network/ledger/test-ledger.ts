import { common, peer } from '@hyperledger/fabric-protos';
import type { BlockCommit, Ledger, PrivateWritesSource } from '../../../network/src/ledger/ledger';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import { createTransientStore, type TransientStore } from '../../../network/src/ledger/transient-store';
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

/** A ledger with block 0, and real transactions for it. */
export class TestLedger {
    readonly clock = new ManualClock(new Date('2026-03-01T08:00:00.000Z'));
    readonly store: KeyValueStore;
    readonly ledger: Ledger;
    readonly transient: TransientStore = createTransientStore(() => [MSP]);

    private constructor(store: KeyValueStore, ledger: Ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    static async open(given?: KeyValueStore): Promise<TestLedger> {
        const store = given ?? (await openMemoryStore());
        const test = new TestLedger(store, await openLedger({ channelId: CHANNEL, store }));
        if (test.ledger.height === 0) {
            await test.commit([]);
        }
        return test;
    }

    /** Simulates over the committed state of now. */
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
        this.transient.put(txId, result.privateWrites);
        return { txId, result, envelope: envelopeOf(unpackProposal(signedProposal), result, user) };
    }

    /** One block; all as the validator leaves them, VALID unless told otherwise. Answers with the final codes. */
    async commit(transactions: readonly Endorsed[], codes?: readonly number[]): Promise<readonly number[]> {
        const { transactions: done } = await this.commitBlock(this.block(transactions), codes);
        return done.map(({ code }) => code);
    }

    commitBlock(
        block: common.Block,
        codes?: readonly number[],
        source: PrivateWritesSource = this.transient,
    ): Promise<BlockCommit> {
        const count = block.getData()?.getDataList().length ?? 0;
        return this.ledger.commit(block, codes ?? Array.from({ length: count }, () => CODE.VALID), source);
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
