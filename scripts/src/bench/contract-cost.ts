import { canonicalJson, type WhoIs } from '@tabularium/chaincode/api';
import { DEFAULT_CLOCK_GUARD_MS } from '@tabularium/chaincode/deployments';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnChaincodeHost } from '../registers/chaincode-host';
import { serveAssets } from './asset-chaincode';
import { freePorts } from './free-ports';
import { load } from './load';
import { type AskedOperations, MockPeer } from './mock-peer';
import { ownIdentity } from './own-identity';
import { DAY_MS, fromNow } from './periods';
import { ProcessorMeter } from './processor-time';
import { signedProposal } from './signed-proposal';
import { ratios, spread, type Spread } from './statistics';

/** Milliseconds of one chaincode process's own processor time for one transaction at a peer that costs it nothing. */
export interface ContractCost {
    /** A question that reads one key. */
    readonly read: ContractComparison;
    /** A command that checks a caller by a call, looks whether two keys are free, and writes two. */
    readonly define: ContractComparison;
    /** The sample's own create, for scale: one read, one write. */
    readonly create: Spread;
}

export interface ContractComparison {
    /** Of both sides, in one transaction. */
    readonly operations: AskedOperations;
    readonly register: Spread;
    readonly sample: Spread;
    readonly ratio: Spread;
}

const ROUNDS = 5;
const OPERATIONS = 3_000;
/** A chaincode's first thousands of transactions cost twice as much as the next. */
const WARM_UP = 4_000;
const CONCURRENCY = 32;
const CHAINCODE_ID = 'bench:0';
const AUTHORITY = '11110105MA9T00165D';

interface Side {
    readonly peer: MockPeer;
    readonly process: 'registers' | 'asset';
    readonly execute: () => Promise<void>;
}

const SIDES = ['create', 'registerRead', 'sampleRead', 'registerDefine', 'sampleDefine'] as const;
type SideName = (typeof SIDES)[number];

export async function measureContractCost(): Promise<ContractCost> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tabularium-bench-'));
    const host = spawnChaincodeHost();
    const [registerPort = 0, assetPort = 0] = await freePorts(2);
    const address = `127.0.0.1:${String(registerPort)}`;
    const endpoint = { register: 'licence', chaincodeId: CHAINCODE_ID, address };
    await host.serve({
        endpoints: [{ ...endpoint, foundingDocumentSha256: '', clockGuardMs: DEFAULT_CLOCK_GUARD_MS }],
    });
    const asset = await serveAssets(path.join(folder, 'asset'), assetPort, CHAINCODE_ID);
    const answer = Buffer.from(canonicalJson(whoIs));
    const peers = [new MockPeer(address, answer), new MockPeer(asset.address, answer)] as const;
    try {
        await Promise.all(peers.map((each) => each.open()));
        const meter = new ProcessorMeter({ registers: host.pid, asset: asset.pid });
        return await measure(await sides(...peers), meter);
    } finally {
        peers.forEach((each) => {
            each.close();
        });
        await Promise.all([host.close(), asset.close()]);
        await rm(folder, { recursive: true, force: true });
    }
}

async function sides(licence: MockPeer, asset: MockPeer): Promise<Readonly<Record<SideName, Side>>> {
    const identity = ownIdentity();
    const side = (peer: MockPeer, process: Side['process'], args: (serial: number) => readonly string[]): Side => {
        const proposal = signedProposal(identity, process === 'asset' ? 'asset' : 'licence', args(0));
        let serial = 0;
        const execute = (): Promise<void> => {
            serial += 1;
            return peer.execute(proposal, args(serial));
        };
        return { peer, process, execute };
    };
    const all = {
        create: side(asset, 'asset', assetOf('CreateAsset', 'a')),
        registerRead: side(licence, 'registers', () => ['typeByCode', argument({ typeCode: typeCode(1) })]),
        sampleRead: side(asset, 'asset', () => ['ReadAsset', 'a1']),
        registerDefine: side(licence, 'registers', (serial) => ['defineType', command(serial)]),
        sampleDefine: side(asset, 'asset', assetOf('DefineAsset', 'd')),
    };
    // What is read must be there.
    await all.registerDefine.execute();
    await all.create.execute();
    return all;
}

/** The parameters of the sample's own example. */
function assetOf(transaction: string, prefix: string): (serial: number) => readonly string[] {
    return (serial) => [transaction, `${prefix}${String(serial)}`, 'yellow', '5', 'Tom', '1300'];
}

function command(serial: number): string {
    const input = {
        typeCode: typeCode(serial),
        name: { en: 'Food operation permit', zh: '食品经营许可证' },
        holderType: 'ORGANISATION',
        validity: { rule: 'MONTHS', months: 60 },
    };
    return canonicalJson({ commandId: randomBytes(16).toString('hex'), input });
}

function argument(input: object): string {
    return canonicalJson({ input });
}

function typeCode(serial: number): string {
    return `${AUTHORITY}${serial.toString(36).toUpperCase().padStart(3, '0')}`;
}

/** An officer who may define types. */
const whoIs: WhoIs = {
    officer: {
        officerId: 'tian',
        agencyId: 'market-regulation',
        departmentId: 'licensing',
        agencyStatus: 'ACTIVE',
        grants: [
            {
                grantId: '0'.repeat(32),
                role: 'licensingAuthority',
                jurisdiction: '',
                clearance: 2,
                validFrom: fromNow(-DAY_MS),
                validTo: fromNow(DAY_MS),
            },
        ],
    },
    keys: [],
};

async function measure(of: Readonly<Record<SideName, Side>>, meter: ProcessorMeter): Promise<ContractCost> {
    const measured = Object.fromEntries(SIDES.map((name) => [name, []])) as unknown as Record<SideName, number[]>;
    const operations = {} as Record<SideName, AskedOperations>;
    for (let round = 0; round <= ROUNDS; round += 1) {
        for (const name of SIDES) {
            const { peer, process, execute } = of[name];
            const before = peer.asked;
            const count = round === 0 ? WARM_UP : OPERATIONS;
            const { processor } = await load(Array<typeof execute>(count).fill(execute), CONCURRENCY, meter);
            if (round > 0) {
                operations[name] = perTransaction(before, peer.asked);
                measured[name].push(processor[process] ?? 0);
            }
        }
    }
    const comparison = (register: SideName, sample: SideName): ContractComparison => ({
        operations: sameOperations(operations[register], operations[sample]),
        register: spread(measured[register]),
        sample: spread(measured[sample]),
        ratio: ratios(measured[register], measured[sample]),
    });
    return {
        read: comparison('registerRead', 'sampleRead'),
        define: comparison('registerDefine', 'sampleDefine'),
        create: spread(measured.create),
    };
}

function perTransaction(before: AskedOperations, after: AskedOperations): AskedOperations {
    return {
        reads: (after.reads - before.reads) / OPERATIONS,
        writes: (after.writes - before.writes) / OPERATIONS,
        calls: (after.calls - before.calls) / OPERATIONS,
    };
}

/** @throws Error when the two sides did not ask the same of their peer: then their costs say nothing */
function sameOperations(one: AskedOperations, other: AskedOperations): AskedOperations {
    if (one.reads !== other.reads || one.writes !== other.writes || one.calls !== other.calls) {
        throw new Error(`${JSON.stringify(one)} against ${JSON.stringify(other)} state operations`);
    }
    return one;
}
