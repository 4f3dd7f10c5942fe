import { deploymentPlan, type RegisterDeployment } from '../../../chaincode/src/deployments';
import { inboxOf, pairOf } from '../../../chaincode/src/exchange/collections';

function planOf(agencies: Readonly<Record<string, string>>, ...witnesses: readonly string[]): RegisterDeployment {
    const [plan] = deploymentPlan({
        agencies,
        registers: { exchange: { kind: 'witnessed', owner: 'data', witnesses } },
    });
    if (plan === undefined) throw new Error('no plan');
    return plan;
}

describe('the exchange', () => {
    const plan = planOf({ data: 'DataMSP', land: 'LandMSP', civil: 'CivilMSP' }, 'land', 'civil');

    it('is written by the data authority and seen by one of the others', () => {
        expect(plan.signaturePolicy).toBe("AND('DataMSP.peer', OR('LandMSP.peer', 'CivilMSP.peer'))");
    });

    it('has an inbox for each organisation and a collection for each two', () => {
        expect(plan.collections.map(({ name }) => name)).toEqual(
            [
                'inbox-CivilMSP',
                'inbox-DataMSP',
                'inbox-LandMSP',
                'pair-CivilMSP-DataMSP',
                'pair-CivilMSP-LandMSP',
                'pair-CivilMSP',
                'pair-DataMSP-LandMSP',
                'pair-DataMSP',
                'pair-LandMSP',
            ].sort(),
        );
    });

    it('lets others write into an inbox that the organisation alone reads and endorses', () => {
        expect(plan.collections.find(({ name }) => name === 'inbox-LandMSP')).toEqual({
            name: 'inbox-LandMSP',
            policy: "OR('LandMSP.member')",
            requiredPeerCount: 0,
            maxPeerCount: 1,
            blockToLive: 0,
            memberOnlyRead: true,
            memberOnlyWrite: false,
            endorsementPolicy: { signaturePolicy: "OR('LandMSP.peer')" },
        });
    });

    it('keeps details among the two and the data authority', () => {
        expect(plan.collections.find(({ name }) => name === 'pair-CivilMSP-LandMSP')).toEqual({
            name: 'pair-CivilMSP-LandMSP',
            policy: "OR('CivilMSP.member', 'DataMSP.member', 'LandMSP.member')",
            requiredPeerCount: 1,
            maxPeerCount: 2,
            blockToLive: 0,
            memberOnlyRead: true,
            memberOnlyWrite: true,
            endorsementPolicy: { signaturePolicy: "AND('DataMSP.peer', OR('CivilMSP.peer', 'LandMSP.peer'))" },
        });
    });

    it.each([
        ['LandMSP', 'CivilMSP'],
        ['CivilMSP', 'LandMSP'],
        ['LandMSP', 'LandMSP'],
        ['LandMSP', 'DataMSP'],
    ])('has the collections that a request of %s to %s names', (consumerMspId, providerMspId) => {
        const names = plan.collections.map(({ name }) => name);
        expect(names).toContain(pairOf({ consumerMspId, providerMspId }));
        expect(names).toContain(inboxOf({ consumerMspId }));
    });
});
