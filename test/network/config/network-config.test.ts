import { parseNetworkConfig } from '../../../network/src/config/network-config';
import { isNetworkError } from '../../../network/src/config/network-error';
import { testNetworkProfile } from '../../../network/src/config/test-network-profile';

function failure(input: unknown): unknown {
    try {
        parseNetworkConfig(input);
    } catch (error) {
        return error;
    }
    return undefined;
}

const organization = { mspId: 'Org1MSP', domain: 'org1.example.com', port: 7051 };

test('the test-network profile has its organisations at its ports and every default', () => {
    expect(parseNetworkConfig(testNetworkProfile())).toEqual({
        channelId: 'mychannel',
        fabric: '2.5',
        host: '127.0.0.1',
        ordererPort: 7050,
        orderers: 1,
        batch: { mode: 'instant', maxMessageCount: 10, timeoutMs: 2000 },
        organizations: [
            {
                mspId: 'Org1MSP',
                domain: 'org1.example.com',
                port: 7051,
                peers: 1,
                users: [
                    { name: 'User1', role: 'client' },
                    { name: 'Admin', role: 'admin' },
                ],
                builderConfig: {},
            },
            {
                mspId: 'Org2MSP',
                domain: 'org2.example.com',
                port: 9051,
                peers: 1,
                users: [
                    { name: 'User1', role: 'client' },
                    { name: 'Admin', role: 'admin' },
                ],
                builderConfig: {},
            },
        ],
    });
});

test.each([
    ['no organisation', { organizations: [] }, /organizations/],
    ['a misspelt setting', { organizations: [organization], orderPort: 1 }, /orderPort/],
    ['an organisation of four peers', { organizations: [{ ...organization, peers: 4 }] }, /peers/],
    ['a cluster of two orderers', { organizations: [organization], orderers: 2 }, /orderers/],
    ['a port out of range', { organizations: [{ ...organization, port: 70000 }] }, /65535/],
    ['a port used twice', { organizations: [organization], ordererPort: 7051 }, /port 7051 is used twice/],
    [
        'an MSP id used twice',
        { organizations: [organization, { ...organization, domain: 'org2.example.com', port: 1 }] },
        /MSP id Org1MSP is used twice/,
    ],
    ["the orderer's MSP id", { organizations: [{ ...organization, mspId: 'OrdererMSP' }] }, /OrdererMSP is used twice/],
    ['a domain that leaves the folder', { organizations: [{ ...organization, domain: '../x' }] }, /domain/],
    ['a channel id in capitals', { organizations: [organization], channelId: 'Land' }, /channelId/],
])('%s is refused and named', (_, input, text) => {
    const error = failure(input);
    expect(isNetworkError(error, 'CONFIG_INVALID')).toBe(true);
    expect((error as Error).message).toMatch(text);
});
