import { common, msp } from '@hyperledger/fabric-protos';
import { decodeSignaturePolicy } from '../../../client/src/endorsers/signature-policy';
import { outOfPeers, principal } from '../support/policies';

const { MSPRoleType } = msp.MSPRole;

describe('a signature policy', () => {
    it('is read from its bytes', () => {
        expect(decodeSignaturePolicy(outOfPeers(2, 'Org1MSP', 'Org2MSP').serializeBinary())).toEqual({
            kind: 'outOf',
            n: 2,
            rules: [
                { kind: 'signedBy', mspId: 'Org1MSP' },
                { kind: 'signedBy', mspId: 'Org2MSP' },
            ],
        });
    });

    it.each([
        ['a peer', principal('Org1MSP', MSPRoleType.PEER), 'Org1MSP'],
        ['a member', principal('Org1MSP', MSPRoleType.MEMBER), 'Org1MSP'],
        ['a client', principal('Org1MSP', MSPRoleType.CLIENT), undefined],
        ['an admin', principal('Org1MSP', MSPRoleType.ADMIN), undefined],
        ['an organisational unit', organizationalUnit(), undefined],
    ])('lets %s be met or not by a peer', (_, identity, mspId) => {
        const policy = outOfPeers(1, 'Org1MSP');
        policy.setIdentitiesList([identity]);

        expect(decodeSignaturePolicy(policy.serializeBinary())).toMatchObject({ rules: [{ kind: 'signedBy', mspId }] });
    });

    it('without a rule is refused', () => {
        expect(() => decodeSignaturePolicy(new common.SignaturePolicyEnvelope().serializeBinary())).toThrow(
            'a signature policy without rule',
        );
    });
});

function organizationalUnit(): msp.MSPPrincipal {
    const result = new msp.MSPPrincipal();
    result.setPrincipalClassification(msp.MSPPrincipal.Classification.ORGANIZATION_UNIT);
    result.setPrincipal(new msp.OrganizationUnit().serializeBinary());
    return result;
}
