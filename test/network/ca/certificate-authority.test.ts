import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import { parseCertificatePem } from '../../../network/src/msp/certificate';
import { decodeEcdsaSignature, isLowS } from '../../../network/src/proto/ecdsa-signature';
import { peerOrganization, seams } from './organizations';

const ca = CertificateAuthority.create({
    ...seams,
    organization: 'org1.example.com',
    commonName: 'ca.org1.example.com',
});

describe('a certificate authority', () => {
    test('is a self-signed root in the names of test-network', () => {
        const certificate = new X509Certificate(ca.certificatePem);

        expect(certificate.ca).toBe(true);
        expect(certificate.verify(certificate.publicKey)).toBe(true);
        expect(certificate.subject.split('\n')).toEqual([
            'C=US',
            'ST=California',
            'L=San Francisco',
            'O=org1.example.com',
            'CN=ca.org1.example.com',
        ]);
        expect(new Date(certificate.validFrom)).toEqual(new Date('2025-12-31T23:55:00Z'));
    });

    test('issues an identity with its role', () => {
        const issued = ca.issue({ commonName: 'User1@org1.example.com', organizationalUnit: 'client' });
        const certificate = new X509Certificate(issued.certificatePem);

        expect(certificate.checkIssued(new X509Certificate(ca.certificatePem))).toBe(true);
        expect(certificate.verify(new X509Certificate(ca.certificatePem).publicKey)).toBe(true);
        expect(certificate.checkPrivateKey(createPrivateKey(issued.privateKeyPem))).toBe(true);
        expect(certificate.ca).toBe(false);
        expect(certificate.subject.split('\n').slice(3)).toEqual(['OU=client', 'CN=User1@org1.example.com']);
        expect(issued.privateKeyPem.startsWith('-----BEGIN PRIVATE KEY-----\n')).toBe(true);
    });

    test('signs certificates with low S', () => {
        for (let index = 0; index < 16; index += 1) {
            const { signature } = parseCertificatePem(ca.issue({ commonName: 'x' }).certificatePem);

            expect(isLowS(decodeEcdsaSignature(signature), 'prime256v1')).toBe(true);
        }
    });

    test('puts attributes where chaincode looks for them, as plain JSON', () => {
        const { certificatePem } = ca.issue({ commonName: 'x', attributes: { 'tab.agency': 'LAND', level: '2' } });

        const der = new X509Certificate(certificatePem).raw;

        // OID 1.2.3.4.5.6.7.8.1 followed by an OCTET STRING of 43 bytes.
        const at = der.indexOf(Buffer.from('06082a03040506070801042b', 'hex'));
        expect(der.subarray(at + 12, at + 12 + 43).toString()).toBe('{"attrs":{"tab.agency":"LAND","level":"2"}}');
    });

    test('makes TLS certificates for servers and clients with their host names', () => {
        const { certificatePem } = ca.issue({ commonName: 'peer0', hosts: ['peer0.org1', 'localhost', '127.0.0.1'] });
        const certificate = new X509Certificate(certificatePem);

        expect(certificate.subjectAltName).toBe('DNS:peer0.org1, DNS:localhost, IP Address:127.0.0.1');
        expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
        expect(certificate.checkHost('localhost')).toBe('localhost');
    });

    test('never issues a certificate that begins before its own', () => {
        const certificate = new X509Certificate(ca.issue({ commonName: 'x' }).certificatePem);

        expect(new Date(certificate.validFrom)).toEqual(new Date('2025-12-31T23:55:00Z'));
        expect(certificate.validTo).toBe(new X509Certificate(ca.certificatePem).validTo);
    });

    test('issues for the period and the key it is given', () => {
        const key = createPrivateKey(ca.issue({ commonName: 'x' }).privateKeyPem);
        const notBefore = new Date('2026-05-01T00:00:00Z');
        const notAfter = new Date('2051-05-02T00:00:00Z');

        const issued = ca.issue({ commonName: 'x', notBefore, notAfter, key });

        const certificate = new X509Certificate(issued.certificatePem);
        expect([new Date(certificate.validFrom), new Date(certificate.validTo)]).toEqual([notBefore, notAfter]);
        expect(certificate.checkPrivateKey(key)).toBe(true);
        expect(parseCertificatePem(issued.certificatePem).notAfter).toEqual(notAfter);
    });

    test('renews under the same name with another certificate', () => {
        const options = { commonName: 'User1@org1.example.com', organizationalUnit: 'client' } as const;

        const [first, second] = [
            new X509Certificate(ca.issue(options).certificatePem),
            new X509Certificate(ca.issue(options).certificatePem),
        ];

        expect(second.subject).toBe(first.subject);
        expect(second.issuer).toBe(first.issuer);
        expect(second.serialNumber).not.toBe(first.serialNumber);
    });

    test('continues after it was loaded', () => {
        const { certificatePem, privateKeyPem } = ca;

        const loaded = CertificateAuthority.load({ ...seams, certificatePem, privateKeyPem });

        const issued = new X509Certificate(loaded.issue({ commonName: 'x' }).certificatePem);
        expect(issued.verify(new X509Certificate(certificatePem).publicKey)).toBe(true);
    });

    test('is not loaded from what belongs to no authority', () => {
        expect(() => CertificateAuthority.load({ ...seams, ...ca.issue({ commonName: 'x' }) })).toThrow(
            'not the certificate and private key of a certificate authority',
        );
    });

    test('makes six organisations with a peer and two users each in half a second of processor time', () => {
        const before = process.cpuUsage();

        for (let number = 1; number <= 6; number += 1) {
            peerOrganization(number, [{ name: 'User1' }, { name: 'User2' }]);
        }

        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000).toBeLessThan(500);
    });
});
