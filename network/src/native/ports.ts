import { createServer } from 'node:net';
import { NetworkError } from '../config/network-error';
import type { NodePlan } from './node-plan';

/** Of this machine's loopback. */
export interface Ports {
    isFree(port: number): Promise<boolean>;
}

export const machinePorts: Ports = {
    isFree: (port) =>
        new Promise((resolve) => {
            const server = createServer();
            server.once('error', () => {
                resolve(false);
            });
            server.listen(port, '127.0.0.1', () => {
                server.close(() => {
                    resolve(true);
                });
            });
        }),
};

/**
 * Before anything starts: Fabric's own message comes from the middle of a start and names no node.
 * @throws NetworkError CONFIG_INVALID for a port that two nodes want, PORT_TAKEN
 */
export async function requireFreePorts(nodes: readonly NodePlan[], ports: Ports): Promise<void> {
    const wanted = nodes.flatMap(listeners);
    const owners = new Map<number, string>();
    for (const { name, port } of wanted) {
        const other = owners.get(port);
        if (other !== undefined) {
            throw new NetworkError(
                'CONFIG_INVALID',
                `${other} and ${name} both need port ${String(port)}`,
                'A node takes the next ports too: six above its own for a peer, five for an orderer, ten more for each further one.',
            );
        }
        owners.set(port, name);
    }
    const free = await Promise.all(wanted.map(({ port }) => ports.isFree(port)));
    const taken = wanted.find((_, index) => free[index] === false);
    if (taken !== undefined) {
        const address = `127.0.0.1:${String(taken.port)}`;
        throw new NetworkError(
            'PORT_TAKEN',
            `${taken.name} cannot listen on ${address} (${taken.listener}): the port is taken`,
            `Stop the program that listens on ${address} (another network?), or configure another port.`,
        );
    }
}

interface Listener {
    readonly name: string;
    readonly listener: string;
    readonly port: number;
}

function listeners({ kind, name, port, secondPort, operationsPort }: NodePlan): readonly Listener[] {
    return [
        { name, listener: 'its service', port },
        { name, listener: kind === 'peer' ? 'chaincode' : 'administration', port: secondPort },
        { name, listener: 'operations', port: operationsPort },
    ];
}
