import { networkOptions } from '../../../scripts/src/registers/network-options';
import { AgenciesFile } from '../../../scripts/src/story/story-data';
import agencies from '../../../scripts/story/agencies.json';

describe('the network of the story', () => {
    it('tells each peer where its chaincode servers are, two places for each register', () => {
        const { organizations } = networkOptions(AgenciesFile.parse(agencies), 'folder', 8000);
        const [first, second] = organizations;
        expect(first).toMatchObject({
            port: 8001,
            builderConfig: {
                tabularium_directory_a: '127.0.0.1:8201',
                tabularium_directory_b: '127.0.0.1:8209',
                tabularium_land_a: '127.0.0.1:8202',
                tabularium_licence_b: '127.0.0.1:8212',
            },
        });
        expect(second?.builderConfig).toMatchObject({ tabularium_directory_a: '127.0.0.1:10201' });
    });
});
