import { deploymentPlan, type NetworkProfile, type Ownership } from '../../chaincode/src/deployments';

const committee = (...members: string[]): Ownership => ({ kind: 'committee', members });
const witnessed = (owner: string, ...witnesses: string[]): Ownership => ({ kind: 'witnessed', owner, witnesses });

function policyOf(agencies: NetworkProfile['agencies'], ownership: Ownership): unknown {
    const [deployment] = deploymentPlan({ agencies, registers: { r: ownership } });
    return deployment;
}

describe('the deployment plan', () => {
    const five = { a: 'AMSP', b: 'BMSP', c: 'CMSP', d: 'DMSP', e: 'EMSP' };

    it.each([
        [['a', 'b'], "OutOf(2, 'AMSP.peer', 'BMSP.peer')"],
        [['a', 'b', 'c'], "OutOf(2, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer')"],
        [['a', 'b', 'c', 'd'], "OutOf(3, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer', 'DMSP.peer')"],
        [['a', 'b', 'c', 'd', 'e'], "OutOf(3, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer', 'DMSP.peer', 'EMSP.peer')"],
    ])('asks a majority of %j', (members, signaturePolicy) => {
        expect(policyOf(five, committee(...members))).toMatchObject({ signaturePolicy, separated: true, notes: [] });
    });

    it('counts agencies under one MSP once and computes the majority anew', () => {
        const agencies = { a: 'Org1MSP', b: 'Org1MSP', c: 'Org2MSP', d: 'Org1MSP' };
        expect(policyOf(agencies, committee('a', 'b', 'c', 'd'))).toEqual({
            register: 'r',
            signaturePolicy: "OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer')",
            mspIds: ['Org1MSP', 'Org2MSP'],
            collections: [],
            separated: true,
            notes: ['r: agencies under one MSP count once; 2 distinct MSPs remain'],
        });
    });

    it('asks the owner and one of its witnesses', () => {
        expect(policyOf(five, witnessed('a', 'b', 'c'))).toEqual({
            register: 'r',
            signaturePolicy: "AND('AMSP.peer', OR('BMSP.peer', 'CMSP.peer'))",
            mspIds: ['AMSP', 'BMSP', 'CMSP'],
            collections: [],
            separated: true,
            notes: [],
        });
        expect(policyOf(five, witnessed('a', 'b'))).toMatchObject({ signaturePolicy: "AND('AMSP.peer', 'BMSP.peer')" });
    });

    it('drops a witness under the owner’s MSP and says so', () => {
        const agencies = { a: 'Org1MSP', b: 'Org1MSP', c: 'Org2MSP' };
        expect(policyOf(agencies, witnessed('a', 'b', 'c'))).toMatchObject({
            signaturePolicy: "AND('Org1MSP.peer', 'Org2MSP.peer')",
            notes: ["r: a witness under the owner's MSP Org1MSP does not count"],
        });
    });

    it('refuses owner and witness under one MSP where there are others', () => {
        const agencies = { a: 'Org1MSP', b: 'Org1MSP', c: 'Org2MSP' };
        expect(() => policyOf(agencies, witnessed('a', 'b'))).toThrow(
            'r: owner a and its witnesses are one MSP, Org1MSP',
        );
    });

    it('lets one MSP decide alone where there is no other, and says so', () => {
        const agencies = { a: 'Org1MSP', b: 'Org1MSP' };
        const alone = {
            signaturePolicy: "OutOf(1, 'Org1MSP.peer')",
            separated: false,
            notes: expect.arrayContaining([
                'r: one MSP decides alone; no second agency sees what it endorses',
            ]) as unknown,
        };
        expect(policyOf(agencies, witnessed('a', 'b'))).toMatchObject(alone);
        expect(policyOf(agencies, committee('a', 'b'))).toMatchObject(alone);
    });

    it.each([
        ['an unknown agency', { a: 'AMSP' }, witnessed('a', 'constructor')],
        ['an MSP id that no policy can name', { a: "A'MSP", b: 'BMSP' }, committee('a', 'b')],
        ['an empty committee', { a: 'AMSP' }, committee()],
    ])('refuses %s', (_what, agencies, ownership) => {
        expect(() => policyOf(agencies, ownership)).toThrow();
    });
});
