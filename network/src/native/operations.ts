import { get } from 'node:http';

const answerWithinMs = 2000;

/** Whether a node says of itself that it is well. @see Fabric docs, operations service */
export async function isHealthy(operationsPort: number): Promise<boolean> {
    return (await ask(operationsPort, '/healthz'))?.status === 200;
}

/** Whether an orderer leads its channel's Raft cluster. */
export async function leads(operationsPort: number, channelId: string): Promise<boolean> {
    const metrics = (await ask(operationsPort, '/metrics'))?.text ?? '';
    return metrics.includes(`consensus_etcdraft_is_leader{channel="${channelId}"} 1`);
}

interface Answer {
    readonly status: number;
    readonly text: string;
}

/** Undefined where nobody answers yet. */
function ask(port: number, path: string): Promise<Answer | undefined> {
    return new Promise((resolve) => {
        const call = get({ host: '127.0.0.1', port, path, agent: false, timeout: answerWithinMs }, (response) => {
            const chunks: Uint8Array[] = [];
            response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
            response.on('end', () => {
                resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
            });
            response.on('error', () => {
                resolve(undefined);
            });
        });
        call.on('timeout', () => call.destroy());
        call.on('error', () => {
            resolve(undefined);
        });
    });
}
