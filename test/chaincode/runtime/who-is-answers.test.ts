import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { WhoIsAnswers } from '../../../chaincode/src/runtime/who-is-answers';

const answer = (officerId: string): string =>
    canonicalJson({
        officer: { officerId, agencyId: 'Land', departmentId: 'main', agencyStatus: 'ACTIVE', grants: [] },
        keys: [],
    });

describe('answers to who a signer is', () => {
    it('are read once for the same text, and anew for any other', () => {
        const answers = new WhoIsAnswers();
        const chen = answers.read(answer('chen'));
        expect(chen.officer?.officerId).toBe('chen');
        expect(answers.read(answer('chen'))).toBe(chen);
        expect(answers.read(answer('sun')).officer?.officerId).toBe('sun');
    });

    it('are forgotten, the oldest first, when there are too many', () => {
        const answers = new WhoIsAnswers(2);
        const [chen, sun] = ['chen', 'sun'].map((officerId) => answers.read(answer(officerId)));
        answers.read(answer('deng'));
        expect(answers.read(answer('sun'))).toBe(sun);
        expect(answers.read(answer('chen'))).not.toBe(chen);
    });

    it.each(['', '{}', '{"keys":[],"officer":{}}', '{"keys":[],"keys":[]}'])('are never made of %s', (text) => {
        const answers = new WhoIsAnswers();
        expect(() => answers.read(text)).toThrow();
        expect(() => answers.read(text)).toThrow();
    });
});
