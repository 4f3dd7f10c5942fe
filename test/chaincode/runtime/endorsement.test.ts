import { common, msp } from '@hyperledger/fabric-protos';
import { peersOfAll } from '../../../chaincode/src/runtime/endorsement';

describe('key-level policies', () => {
    it('ask a peer of every MSP, whatever the order', () => {
        const bytes = peersOfAll(['BankMSP', 'LandMSP']);
        expect(Buffer.from(peersOfAll(['LandMSP', 'BankMSP', 'LandMSP']))).toEqual(Buffer.from(bytes));
        const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
        const principals = envelope.getIdentitiesList().map((identity) => {
            const role = msp.MSPRole.deserializeBinary(identity.getPrincipal_asU8());
            return [identity.getPrincipalClassification(), role.getMspIdentifier(), role.getRole()];
        });
        expect(principals).toEqual([
            [msp.MSPPrincipal.Classification.ROLE, 'BankMSP', msp.MSPRole.MSPRoleType.PEER],
            [msp.MSPPrincipal.Classification.ROLE, 'LandMSP', msp.MSPRole.MSPRoleType.PEER],
        ]);
        const rule = envelope.getRule()?.getNOutOf();
        expect(rule?.getN()).toBe(2);
        expect(rule?.getRulesList().map((each) => each.getSignedBy())).toEqual([0, 1]);
    });

    it.each([[[]], [['']], [['Org1MSP\u0000']], [['__proto__']]])('refuse %j', (mspIds) => {
        expect(() => peersOfAll(mspIds)).toThrow();
    });
});
