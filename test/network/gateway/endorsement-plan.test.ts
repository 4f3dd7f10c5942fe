import { peer } from '@hyperledger/fabric-protos';
import { EndorsementPlan } from '../../../network/src/gateway/endorsement-plan';
import type { Gateway } from '../../../network/src/gateway/gateway';
import type { EndorserAnswer, GatewayEndorser } from '../../../network/src/gateway/gateway-endorser';
import type { Identity } from '../../../network/src/msp/identity';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { systemRandom } from '../../../network/src/seams/random';

const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));

const gateway: Gateway = {
    mspId: 'Org1MSP',
    fabric: '2.5',
    config: () => undefined,
    channel: () => undefined,
    endorsementTimeoutMs: 30_000,
    clock,
    random: systemRandom,
};

function answer(payload: string, endorser: string): EndorserAnswer {
    const response = new peer.ProposalResponse();
    const inner = new peer.Response();
    inner.setStatus(200);
    response.setResponse(inner);
    response.setPayload(Buffer.from(payload));
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(Buffer.from(endorser));
    response.setEndorsement(endorsement);
    return { response };
}

function endorser(name: string, reply: () => Promise<EndorserAnswer>): GatewayEndorser {
    return {
        mspId: `${name}MSP`,
        address: `${name}:7051`,
        identity: {} as Identity,
        hasChaincode: () => Promise.resolve(true),
        processProposal: reply,
    };
}

const good = endorser('good', () => Promise.resolve(answer('same', 'good')));
const alsoGood = endorser('alsoGood', () => Promise.resolve(answer('same', 'alsoGood')));
const different = endorser('different', () => Promise.resolve(answer('other', 'different')));
const broken = endorser('broken', () => Promise.resolve({ error: 'rpc error: code = Unknown desc = gone' }));

/** The first set none of whose endorsers has failed. */
function plan(...sets: readonly (readonly GatewayEndorser[])[]): EndorsementPlan {
    return new EndorsementPlan(gateway, (failed) => sets.find((set) => !set.some((one) => failed.has(one))));
}

async function endorsersOf(tested: EndorsementPlan): Promise<readonly string[] | undefined> {
    const responses = await tested.complete(new peer.SignedProposal());
    return responses?.map((response) => Buffer.from(response.getEndorsement()?.getEndorser_asU8() ?? []).toString());
}

test('an endorser that fails is replaced by the next set', async () => {
    const tested = plan([good, broken], [good, alsoGood]);
    expect(await endorsersOf(tested)).toEqual(['good', 'alsoGood']);
    expect(tested.details).toEqual([
        { address: 'broken:7051', mspId: 'brokenMSP', message: 'rpc error: code = Unknown desc = gone' },
    ]);
});

test('an answer that differs from the first one does not count', async () => {
    const tested = plan([good, different]);
    expect(await endorsersOf(tested)).toBeUndefined();
    expect(tested.details).toEqual([
        { address: 'different:7051', mspId: 'differentMSP', message: 'ProposalResponsePayloads do not match' },
    ]);
});

test('two answers of the same endorser count once', async () => {
    const twin = endorser('twin', () => Promise.resolve(answer('same', 'good')));
    expect(await endorsersOf(plan([good, twin]))).toEqual(['good']);
});

test('an endorser that does not answer in time has failed', async () => {
    const silent = endorser('silent', () => new Promise(() => undefined));
    const tested = plan([silent]);
    const work = endorsersOf(tested);
    clock.advance(30_000);
    expect(await work).toBeUndefined();
    expect(tested.details).toEqual([
        {
            address: 'silent:7051',
            mspId: 'silentMSP',
            message: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
        },
    ]);
});
