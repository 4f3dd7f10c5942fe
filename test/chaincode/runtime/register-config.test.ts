import { registerConfigFrom } from '../../../chaincode/src/runtime/register-config';

describe('the start-up configuration', () => {
    const sha256 = 'ab'.repeat(32);

    it('is read from the environment', () => {
        expect(
            registerConfigFrom({
                TABULARIUM_REGISTER: 'directory',
                TABULARIUM_FOUNDING_SHA256: sha256,
                TABULARIUM_CLOCK_GUARD: '60000',
            }),
        ).toEqual({ register: 'directory', foundingDocumentSha256: sha256, clockGuardMs: 60_000 });
    });

    it('guards the clock with 15 minutes unless it is told otherwise', () => {
        expect(registerConfigFrom({ TABULARIUM_REGISTER: 'land' })).toEqual({
            register: 'land',
            foundingDocumentSha256: '',
            clockGuardMs: 900_000,
        });
        expect(registerConfigFrom({ TABULARIUM_REGISTER: 'land', TABULARIUM_CLOCK_GUARD: 'off' })?.clockGuardMs).toBe(
            'off',
        );
    });

    it('is none without a register', () => {
        expect(registerConfigFrom({})).toBeUndefined();
    });

    it.each([
        { TABULARIUM_CLOCK_GUARD: '0' },
        { TABULARIUM_CLOCK_GUARD: 'OFF' },
        { TABULARIUM_CLOCK_GUARD: '1e3' },
        { TABULARIUM_FOUNDING_SHA256: 'AB'.repeat(32) },
    ])('refuses %j', (environment) => {
        expect(() => registerConfigFrom({ TABULARIUM_REGISTER: 'land', ...environment })).toThrow();
    });
});
