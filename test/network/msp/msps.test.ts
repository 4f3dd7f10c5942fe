import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import type { IssueOptions } from '../../../network/src/ca/certificate-authority';
import { mspConfig } from '../../../network/src/ca/material';
import { decodePem, encodePem, parseCertificatePem } from '../../../network/src/msp/certificate';
import { createMsps } from '../../../network/src/msp/create-msps';
import { MspError } from '../../../network/src/msp/msps';
import { createSigningIdentity, serializeIdentity } from '../../../network/src/msp/signing-identity';
import { DER, derSequence, encodeDer } from '../../../network/src/proto/der';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../../../network/src/proto/ecdsa-signature';
import { sha256 } from '../../../network/src/proto/hash';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from '../ca/organizations';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const org1 = peerOrganization(1, [{ name: 'User1' }, { name: 'User2' }]);
const org2 = peerOrganization(2);
const msps = createMsps([mspConfig(org1), mspConfig(org2), mspConfig(ordererOrganization())], nodeCrypto);

const issue = (options: Partial<IssueOptions>, mspId = 'Org1MSP'): Uint8Array =>
    serializeIdentity(mspId, org1.ca.issue({ commonName: 'someone', ...options }).certificatePem);

const invalidity = (serialized: Uint8Array, of = msps): string | undefined => of.invalidity(of.deserialize(serialized));

function principal(classification: number, content: { serializeBinary(): Uint8Array }): msp.MSPPrincipal {
    const message = new msp.MSPPrincipal();
    message.setPrincipalClassification(classification as 0);
    message.setPrincipal(content.serializeBinary());
    return message;
}

function rolePrincipal(role: number, mspId = 'Org1MSP'): msp.MSPPrincipal {
    const message = new msp.MSPRole();
    message.setMspIdentifier(mspId);
    message.setRole(role as 0);
    return principal(msp.MSPPrincipal.Classification.ROLE, message);
}

const Role = msp.MSPRole.MSPRoleType;

describe('an identity', () => {
    test('is recognised with its MSP, role and key', () => {
        const user = signer(org1, 'User1');

        const identity = msps.deserialize(user.serialized);

        expect(identity.mspId).toBe('Org1MSP');
        expect(identity.role).toBe('client');
        expect(identity.serialized).toEqual(user.serialized);
        expect(identity.verify(Buffer.from('m'), user.sign(Buffer.from('m')))).toBe(true);
        expect(identity.verify(Buffer.from('n'), user.sign(Buffer.from('m')))).toBe(false);
        expect(msps.invalidity(identity)).toBeUndefined();
        expect(msps.deserialize(user.serialized)).toBe(identity);
    });

    test.each([
        ['an unknown MSP', () => issue({}, 'Org9MSP'), 'MSP Org9MSP is not defined on channel'],
        ['the MSP of another issuer', () => issue({}, 'Org2MSP'), 'certificate signed by unknown authority'],
        ['junk for a certificate', () => serializeIdentity('Org1MSP', 'junk'), 'could not decode the PEM structure'],
        [
            'a PEM block with junk in it',
            () => serializeIdentity('Org1MSP', encodePem('CERTIFICATE', Buffer.from('junk'))),
            'parseCertificate failed',
        ],
        ['junk altogether', () => Buffer.from('junk'), 'could not deserialize a SerializedIdentity'],
    ])('with %s is malformed', (_name, serialized, message) => {
        expect(() => msps.deserialize(serialized())).toThrow(MspError);
        expect(() => msps.deserialize(serialized())).toThrow(message);
    });

    test('with bytes after its certificate is malformed', () => {
        const der = decodePem(enrolment(org1, 'User1').identity.certificatePem) ?? new Uint8Array();
        const extended = encodePem('CERTIFICATE', Buffer.concat([der, Uint8Array.of(0)]));

        expect(() => msps.deserialize(serializeIdentity('Org1MSP', extended))).toThrow('trailing data');
    });

    test('whose certificate was signed with high S is the same as with low S', () => {
        const original = parseCertificatePem(enrolment(org1, 'User1').identity.certificatePem);
        const { r, s } = decodeEcdsaSignature(original.signature);
        const high = encodeEcdsaSignature({ r, s: P256_ORDER - s });
        const bits = encodeDer(DER.bitString, Uint8Array.of(0), high);
        const pem = encodePem('CERTIFICATE', derSequence(original.tbs, original.signatureAlgorithm.raw, bits));

        const identity = msps.deserialize(serializeIdentity('Org1MSP', pem));

        expect(identity.certificate.fingerprint256).toBe(original.x509.fingerprint256);
    });

    test('stays valid after it has expired', () => {
        const expired = issue({
            organizationalUnit: 'client',
            notBefore: new Date('2026-01-01T00:00:00Z'),
            notAfter: new Date('2026-01-02T00:00:00Z'),
        });

        expect(invalidity(expired)).toBeUndefined();
        expect(msps.deserialize(expired).notAfter).toEqual(new Date('2026-01-02T00:00:00Z'));
    });

    test('that begins before its authority is malformed', () => {
        const early = issue({ organizationalUnit: 'client', notBefore: new Date('2020-01-01T00:00:00Z') });

        expect(() => msps.deserialize(early)).toThrow('certificate has expired or is not yet valid');
    });

    test('without a role is invalid', () => {
        const serialized = issue({});

        expect(invalidity(serialized)).toBe(
            "could not validate identity's OUs: the identity does not have an OU that resolves to client, peer, orderer, or admin role. OUs: [], MSP: [Org1MSP]",
        );
        expect(msps.deserialize(serialized).role).toBeUndefined();
    });

    test('that is an authority is invalid', () => {
        expect(invalidity(serializeIdentity('Org1MSP', org1.ca.certificatePem))).toBe(
            'could not obtain certification chain: An X509 certificate with Basic Constraint: Certificate Authority equals true cannot be used as an identity',
        );
    });

    test('that was revoked is invalid, another of the same name is not', () => {
        const { certificatePem } = enrolment(org1, 'User1').identity;
        const renewed = issue({ commonName: 'User1@org1.example.com', organizationalUnit: 'client' });
        const withList = createMsps([mspConfig(org1, [org1.ca.revocationList([certificatePem])])], nodeCrypto);

        expect(invalidity(signer(org1, 'User1').serialized, withList)).toBe(
            'could not validate identity against certification chain: The certificate has been revoked',
        );
        expect(invalidity(renewed, withList)).toBeUndefined();
    });

    test('is not revoked by a list that another authority signed', () => {
        const { certificatePem } = enrolment(org1, 'User1').identity;
        const foreign = CertificateAuthority.create({ ...seams, organization: 'x', commonName: 'x' });
        const withList = createMsps([mspConfig(org1, [foreign.revocationList([certificatePem])])], nodeCrypto);

        expect(invalidity(signer(org1, 'User1').serialized, withList)).toBeUndefined();
    });
});

describe('a principal', () => {
    const mismatch = (who: string, wanted: msp.MSPPrincipal): string | undefined =>
        msps.mismatch(msps.deserialize(signer(org1, who).serialized), wanted);

    test.each([
        ['User1', Role.MEMBER],
        ['User1', Role.CLIENT],
        ['Admin', Role.ADMIN],
        ['Admin', Role.MEMBER],
        ['peer0', Role.PEER],
    ])('of %s is satisfied by role %i', (who, role) => {
        expect(mismatch(who, rolePrincipal(role))).toBeUndefined();
    });

    test.each([
        [
            'User1',
            Role.ADMIN,
            'The identity is not an admin under this MSP [Org1MSP]: The identity does not contain OU [ADMIN], MSP: [Org1MSP]',
        ],
        [
            'User1',
            Role.PEER,
            'The identity is not a [PEER] under this MSP [Org1MSP]: The identity does not contain OU [PEER], MSP: [Org1MSP]',
        ],
        [
            'peer0',
            Role.ORDERER,
            'The identity is not a [ORDERER] under this MSP [Org1MSP]: The identity does not contain OU [ORDERER], MSP: [Org1MSP]',
        ],
        ['User1', 9, 'invalid MSP role type 9'],
    ])('refuses %s for role %i', (who, role, message) => {
        expect(mismatch(who, rolePrincipal(role))).toBe(message);
    });

    test('of another MSP is not satisfied', () => {
        expect(mismatch('User1', rolePrincipal(Role.MEMBER, 'Org2MSP'))).toBe(
            'the identity is a member of a different MSP (expected Org2MSP, got Org1MSP)',
        );
    });

    test('that names one identity is satisfied by that one alone', () => {
        const wanted = new msp.MSPPrincipal();
        wanted.setPrincipalClassification(msp.MSPPrincipal.Classification.IDENTITY);
        wanted.setPrincipal(signer(org1, 'User1').serialized);

        expect(mismatch('User1', wanted)).toBeUndefined();
        expect(mismatch('User2', wanted)).toBe('The identities do not match');
    });

    test('that names a unit compares unit and chain', () => {
        const unit = new msp.OrganizationUnit();
        unit.setMspIdentifier('Org1MSP');
        unit.setOrganizationalUnitIdentifier('client');
        unit.setCertifiersIdentifier(sha256(decodePem(org1.ca.certificatePem) ?? ''));
        const wanted = principal(msp.MSPPrincipal.Classification.ORGANIZATION_UNIT, unit);

        expect(mismatch('User1', wanted)).toBeUndefined();
        expect(mismatch('peer0', wanted)).toBe('The identities do not match');
    });

    test('that combines others needs all of them', () => {
        const combined = new msp.CombinedPrincipal();
        combined.setPrincipalsList([rolePrincipal(Role.MEMBER), rolePrincipal(Role.PEER)]);
        const wanted = principal(msp.MSPPrincipal.Classification.COMBINED, combined);

        expect(mismatch('peer0', wanted)).toBeUndefined();
        expect(mismatch('User1', wanted)).toContain('The identity is not a [PEER]');
        expect(mismatch('User1', principal(4, new msp.CombinedPrincipal()))).toBe('No principals in CombinedPrincipal');
    });

    test('that asks for an anonymous identity is never satisfied', () => {
        const anonymity = new msp.MSPIdentityAnonymity();
        anonymity.setAnonymityType(1);

        expect(mismatch('User1', principal(3, anonymity))).toBe(
            'Principal is anonymous, but X.509 MSP does not support anonymous identities',
        );
    });
});

describe('a configuration', () => {
    test('lists its MSPs', () => {
        expect(msps.mspIds).toEqual(['Org1MSP', 'Org2MSP', 'OrdererMSP']);
    });

    test.each<[string, (config: msp.FabricMSPConfig) => void, string]>([
        [
            'without authorities',
            (config) => {
                config.setRootCertsList([]);
            },
            'expected at least one CA certificate',
        ],
        [
            'without admins and roles',
            (config) => {
                config.setFabricNodeOus(undefined);
            },
            'administrators must be declared when no admin ou classification is set',
        ],
        [
            'with an identity for an authority',
            (config) => {
                config.setRootCertsList([Buffer.from(enrolment(org1, 'User1').identity.certificatePem)]);
                config.setFabricNodeOus(undefined);
            },
            'failed to traverse certificate verification chain',
        ],
        [
            'with SHA3',
            (config) => {
                config.getCryptoConfig()?.setSignatureHashFamily('SHA3');
            },
            'only the hash functions SHA2 and SHA256 are supported',
        ],
        [
            'with a junk revocation list',
            (config) => {
                config.setRevocationListList([Buffer.from('junk')]);
            },
            'could not parse RevocationList',
        ],
        [
            'with roles pinned to a foreign authority',
            (config) => {
                config.getFabricNodeOus()?.getPeerOuIdentifier()?.setCertificate(Buffer.from(org2.ca.certificatePem));
            },
            'Failed adding OU. Certificate not in root or intermediate certs.',
        ],
    ])('%s is refused', (_name, change, message) => {
        const config = mspConfig(org1);
        change(config);

        expect(() => createMsps([config], nodeCrypto)).toThrow(message);
    });

    test('without roles lets every certificate be a member and only listed ones be admins', () => {
        const config = mspConfig(org1);
        config.setFabricNodeOus(undefined);
        config.setAdminsList([Buffer.from(enrolment(org1, 'User1').identity.certificatePem)]);
        const plain = createMsps([config], nodeCrypto);
        const [listed, other] = ['User1', 'Admin'].map((name) => plain.deserialize(signer(org1, name).serialized));

        expect(invalidity(issue({}), plain)).toBeUndefined();
        expect(listed && plain.mismatch(listed, rolePrincipal(Role.ADMIN))).toBeUndefined();
        expect(other && plain.mismatch(other, rolePrincipal(Role.ADMIN))).toBe('This identity is not an admin');
        expect(other && plain.mismatch(other, rolePrincipal(Role.PEER))).toBe(
            'The identity is not a [PEER] under this MSP [Org1MSP]: NodeOUs not activated. Cannot tell apart identities.',
        );
    });
});

describe('a signing identity', () => {
    test('signs so that its certificate verifies', () => {
        const user = signer(org1, 'User1');
        const { publicKey } = new X509Certificate(enrolment(org1, 'User1').identity.certificatePem);

        expect(nodeCrypto.verify(publicKey, Buffer.from('m'), user.sign(Buffer.from('m')))).toBe(true);
    });

    test('is not made of a certificate and the key of another', () => {
        const { certificatePem } = enrolment(org1, 'User1').identity;
        const { privateKeyPem } = enrolment(org1, 'User2').identity;

        expect(() =>
            createSigningIdentity({ mspId: 'Org1MSP', certificatePem, privateKeyPem, crypto: nodeCrypto }),
        ).toThrow(MspError);
    });
});
