import { mspConfig } from '../../../network/src/ca/material';
import { createMsps } from '../../../network/src/msp/create-msps';
import { VerificationMemo } from '../../../network/src/msp/verification-memo';
import type { Crypto } from '../../../network/src/seams/crypto';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { peerOrganization, signer } from '../ca/organizations';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Takes any message with the signature `good`, and `ab` with `c`. */
function memo(limit?: number): { readonly tested: VerificationMemo; readonly asked: string[] } {
    const asked: string[] = [];
    const verify = (message: Uint8Array, signature: Uint8Array): boolean => {
        const pair = `${Buffer.from(message).toString()}/${Buffer.from(signature).toString()}`;
        asked.push(pair);
        return pair.endsWith('/good') || pair === 'ab/c';
    };
    return { tested: new VerificationMemo(verify, limit), asked };
}

test('a good signature is verified once', () => {
    const { tested, asked } = memo();
    expect(tested.verify(bytes('m'), bytes('good'))).toBe(true);
    expect(tested.verify(bytes('m'), bytes('good'))).toBe(true);
    expect(asked).toEqual(['m/good']);
});

test('another message, another signature and other borders between them are verified anew', () => {
    const { tested } = memo();
    expect(tested.verify(bytes('ab'), bytes('c'))).toBe(true);
    expect(tested.verify(bytes('a'), bytes('bc'))).toBe(false);
    expect(tested.verify(bytes('abc'), bytes(''))).toBe(false);
    expect(tested.verify(bytes('ab'), bytes('d'))).toBe(false);
});

test('a refused signature is not remembered', () => {
    const { tested, asked } = memo();
    expect(tested.verify(bytes('m'), bytes('bad'))).toBe(false);
    expect(tested.verify(bytes('m'), bytes('bad'))).toBe(false);
    expect(asked).toEqual(['m/bad', 'm/bad']);
});

test('the oldest is forgotten at the limit', () => {
    const { tested, asked } = memo(2);
    for (const message of ['1', '2', '3', '3', '2', '1']) {
        tested.verify(bytes(message), bytes('good'));
    }
    expect(asked).toEqual(['1/good', '2/good', '3/good', '1/good']);
});

test('identities of a channel verify the same signature once, and one of another key never', () => {
    const organization = peerOrganization(1, [{ name: 'User1' }, { name: 'User2' }]);
    let verifications = 0;
    const counting: Crypto = {
        ...nodeCrypto,
        verify: (...args) => {
            verifications++;
            return nodeCrypto.verify(...args);
        },
    };
    const msps = createMsps([mspConfig(organization)], counting);
    const user = signer(organization, 'User1');
    const signature = user.sign(bytes('m'));
    expect(msps.deserialize(user.serialized).verify(bytes('m'), signature)).toBe(true);
    expect(msps.deserialize(Uint8Array.from(user.serialized)).verify(bytes('m'), signature)).toBe(true);
    expect(verifications).toBe(1);
    const other = msps.deserialize(signer(organization, 'User2').serialized);
    expect(other.verify(bytes('m'), signature)).toBe(false);
    expect(verifications).toBe(2);
});
