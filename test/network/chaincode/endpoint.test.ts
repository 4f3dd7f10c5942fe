import { parseConnection } from '../../../network/src/chaincode/endpoint';

describe('connection.json', () => {
    it("gives the address with Fabric's dial timeout", () => {
        expect(parseConnection('{"address":"land:9999"}')).toEqual({ address: 'land:9999', dialTimeoutMs: 3000 });
    });

    it("fills in templates from the peer's values", () => {
        const json = '{"address":"{{.peername}}_land_ccaas:9999","dial_timeout":"1m10s"}';

        expect(parseConnection(json, { peername: 'peer0org1' })).toEqual({
            address: 'peer0org1_land_ccaas:9999',
            dialTimeoutMs: 70_000,
        });
    });

    it('refuses a template for which there is no value', () => {
        expect(() => parseConnection('{"address":"{{.host}}:1"}')).toThrow(
            'connection.json uses {{.host}}, for which the peer has no value',
        );
    });

    it('takes the certificates of a service that uses TLS both ways', () => {
        const connection = parseConnection(
            JSON.stringify({
                address: 'land:9999',
                tls_required: true,
                client_auth_required: true,
                root_cert: 'root',
                client_key: 'key',
                client_cert: 'cert',
            }),
        );

        expect(connection.tls).toEqual({ rootCert: 'root', client: { key: 'key', cert: 'cert' } });
    });

    it.each([
        ['{"dial_timeout":"10s"}', 'chaincode address not provided'],
        ['{"address":"a:1","tls_required":true}', 'tls root cert not provided'],
        [
            '{"address":"a:1","tls_required":true,"client_auth_required":true,"root_cert":"r"}',
            'client key not provided',
        ],
        ['[1', 'JSON'],
        ['null', 'connection.json is not an object'],
    ])('refuses %s', (json, message) => {
        expect(() => parseConnection(json)).toThrow(message);
    });
});
