import { common, peer } from '@hyperledger/fabric-protos';
import { openChannel, type TestChannel } from '../endorser/test-channel';

describe('qscc and cscc', () => {
    let channel: TestChannel;

    beforeAll(async () => {
        channel = await openChannel();
    });
    afterAll(() => channel.close());

    async function call(chaincodeName: string, ...args: readonly string[]): Promise<peer.Response> {
        const { response } = await channel.propose(channel.endorsers[0], { chaincodeName, args });
        return response.getResponse() ?? new peer.Response();
    }

    test('tell the height, blocks and channels', async () => {
        const info = (await call('qscc', 'GetChainInfo', 'mychannel')).getPayload_asU8();
        expect(common.BlockchainInfo.deserializeBinary(info).getHeight()).toBe(1);
        const newest = (await call('qscc', 'GetBlockByNumber', 'mychannel', '18446744073709551615')).getPayload_asU8();
        expect(common.Block.deserializeBinary(newest).getHeader()?.getNumber()).toBe(0);
        const channels = (await call('cscc', 'GetChannels')).getPayload_asU8();
        expect(
            peer.ChannelQueryResponse.deserializeBinary(channels)
                .getChannelsList()
                .map((one) => one.getChannelId()),
        ).toEqual(['mychannel']);
        const config = (await call('cscc', 'GetConfigBlock', 'mychannel')).getPayload_asU8();
        expect(common.Block.deserializeBinary(config).getHeader()?.getNumber()).toBe(0);
    });

    test.each([
        [
            ['GetBlockByNumber', 'mychannel', '7'],
            'Failed to get block number 7, error no such block number [7] in index',
        ],
        [
            ['GetBlockByNumber', 'mychannel', 'abc'],
            'Failed to parse block number with error strconv.ParseUint: parsing "abc": invalid syntax',
        ],
        [
            ['GetTransactionByID', 'mychannel', 'T'],
            'Failed to get transaction with id T, error no such transaction ID [T] in index',
        ],
        [['GetTransactionByID', 'mychannel'], 'missing 3rd argument for GetTransactionByID'],
        [['GetChainInfo', 'other'], 'Invalid chain ID, other'],
        [['Foo', 'mychannel', ''], 'Requested function Foo not found.'],
        [['GetChainInfo'], 'Incorrect number of arguments, 1'],
    ])('qscc %j is refused', async (args, expected) => {
        const response = await call('qscc', ...args);
        expect([response.getStatus(), response.getMessage()]).toEqual([500, expected]);
    });
});
