import { parseNetworkConfig } from '../../../network/src/config/network-config';
import { planNodes, type NodePlan } from '../../../network/src/native/node-plan';
import { type Ports, requireFreePorts } from '../../../network/src/native/ports';

const binaries = {
    peer: '/bin/peer',
    orderer: '/bin/orderer',
    ccaasBuilder: '/builders/ccaas',
    fabric: '2.5',
} as const;

function plan(more: object = {}): readonly NodePlan[] {
    const organizations = [
        { mspId: 'LandMSP', domain: 'land.example.com', port: 7051, peers: 2 },
        { mspId: 'CourtMSP', domain: 'court.example.com', port: 9051 },
    ];
    return planNodes({ folder: '/net', config: parseNetworkConfig({ organizations, orderers: 3, ...more }), binaries });
}

const without = (...taken: readonly number[]): Ports => ({ isFree: (port) => Promise.resolve(!taken.includes(port)) });

describe('the ports of a native network', () => {
    it('lie beside each other for the nodes of one organisation, and never meet', () => {
        const places = plan().map(({ name, port, secondPort, operationsPort }) => [
            name,
            port,
            secondPort,
            operationsPort,
        ]);

        expect(places).toEqual([
            ['orderer.example.com', 7050, 7053, 7054],
            ['orderer2.example.com', 7060, 7063, 7064],
            ['orderer3.example.com', 7070, 7073, 7074],
            ['peer0.land.example.com', 7051, 7052, 7055],
            ['peer1.land.example.com', 7061, 7062, 7065],
            ['peer0.court.example.com', 9051, 9052, 9055],
        ]);
    });

    it('are tried before anything starts', async () => {
        await expect(requireFreePorts(plan(), without())).resolves.toBeUndefined();
    });

    it.each([
        [7060, 'orderer2.example.com cannot listen on 127.0.0.1:7060 (its service): the port is taken'],
        [7073, 'orderer3.example.com cannot listen on 127.0.0.1:7073 (administration): the port is taken'],
        [7062, 'peer1.land.example.com cannot listen on 127.0.0.1:7062 (chaincode): the port is taken'],
        [9055, 'peer0.court.example.com cannot listen on 127.0.0.1:9055 (operations): the port is taken'],
    ])('are named with what they are for when %i is taken', async (port, message) => {
        await expect(requireFreePorts(plan(), without(port))).rejects.toMatchObject({
            code: 'PORT_TAKEN',
            message,
            advice: expect.stringContaining(`127.0.0.1:${String(port)}`) as string,
        });
    });

    it('are refused where two nodes want the same', async () => {
        const clashing = plan({ ordererPort: 9041 });

        await expect(requireFreePorts(clashing, without())).rejects.toMatchObject({
            code: 'CONFIG_INVALID',
            message: 'orderer2.example.com and peer0.court.example.com both need port 9051',
        });
    });
});

describe('the plan of a native network', () => {
    it('lets the peers of an organisation find each other, and starts each with its own folder', () => {
        const peers = plan().filter(({ kind }) => kind === 'peer');
        const gossip = peers.map(({ configFile }) => {
            const { peer } = JSON.parse(configFile.content) as {
                peer: { fileSystemPath: string; gossip: { bootstrap: string[]; externalEndpoint: string } };
            };
            return [peer.fileSystemPath, peer.gossip.bootstrap, peer.gossip.externalEndpoint];
        });

        expect(gossip).toEqual([
            ['/net/data/peer0.land.example.com', ['localhost:7061'], 'localhost:7051'],
            ['/net/data/peer1.land.example.com', ['localhost:7051'], 'localhost:7061'],
            ['/net/data/peer0.court.example.com', ['localhost:9051'], 'localhost:9051'],
        ]);
    });
});
