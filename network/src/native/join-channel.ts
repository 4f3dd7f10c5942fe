import { request } from 'node:https';
import { common } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import { DeployError } from '../deploy/deploy-error';
import { PeerConnection } from '../deploy/peer-connection';
import { refusal } from '../deploy/refusal';
import type { SigningIdentity } from '../msp/identity';
import { createSignedProposal } from '../proto/proposal';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';

const joinTimeoutMs = 30_000;

export interface OrdererAdmin {
    readonly port: number;
    /** PEM texts: the TLS root of both sides, and the administrator's TLS certificate and key. */
    readonly tlsRootCertPem: string;
    readonly certificatePem: string;
    readonly privateKeyPem: string;
}

/**
 * Makes an orderer join a channel through its channel participation service, as osnadmin does; well if it has already.
 * @throws DeployError ORDERER_UNREACHABLE; NATIVE_START_FAILED when the block is refused.
 * @see Fabric orderer/common/channelparticipation/restapi.go
 */
export async function joinOrderer(genesisBlock: Uint8Array, admin: OrdererAdmin): Promise<void> {
    const boundary = 'config-block-boundary';
    const body = Buffer.concat([
        Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="config-block"; filename="config.block"\r\n` +
                'Content-Type: application/octet-stream\r\n\r\n',
        ),
        genesisBlock,
        Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const answer = await post(admin, body, `multipart/form-data; boundary=${boundary}`);
    const isMember = answer.status === 405 && answer.text.includes('channel already exists');
    if (answer.status !== 201 && !isMember) {
        throw new DeployError(
            'NATIVE_START_FAILED',
            `The orderer refused the genesis block: ${String(answer.status)} ${answer.text}`,
            "Look into the orderer's log.",
        );
    }
}

function post(
    admin: OrdererAdmin,
    body: Buffer,
    type: string,
): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
        const call = request(
            {
                host: 'localhost',
                port: admin.port,
                path: '/participation/v1/channels',
                method: 'POST',
                ca: admin.tlsRootCertPem,
                cert: admin.certificatePem,
                key: admin.privateKeyPem,
                headers: { 'Content-Type': type, 'Content-Length': body.length },
                agent: false,
            },
            (response) => {
                const chunks: Uint8Array[] = [];
                response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
                response.on('end', () => {
                    resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8').trim() });
                });
            },
        );
        call.on('error', (error) => {
            reject(
                new DeployError(
                    'ORDERER_UNREACHABLE',
                    `The orderer's administration on port ${String(admin.port)} cannot be reached: ${error.message}`,
                    'Check that the orderer runs and that channel participation is enabled.',
                    { cause: error },
                ),
            );
        });
        call.end(body);
    });
}

/**
 * Makes a peer join a channel, as its organisation's administrator; well if it has already.
 * @throws DeployError PEER_UNREACHABLE, NOT_AN_ADMIN, PROPOSAL_REFUSED, TIMEOUT.
 */
export async function joinPeer(
    genesisBlock: Uint8Array,
    options: {
        readonly peer: PeerEndpoint;
        readonly admin: SigningIdentity;
        readonly clock: Clock;
        readonly random: Random;
    },
): Promise<void> {
    const connection = new PeerConnection(options.peer, options.clock);
    const action = `Joining the channel on ${options.peer.address}`;
    try {
        const { signedProposal } = createSignedProposal({
            channelId: '',
            chaincodeName: 'cscc',
            args: ['JoinChain', genesisBlock],
            signer: options.admin,
            clock: options.clock,
            random: options.random,
        });
        const response = (await connection.processProposal(action, signedProposal, joinTimeoutMs)).getResponse();
        const isMember = response?.getMessage().includes('already exists with state [ACTIVE]') === true;
        if (response?.getStatus() !== common.Status.SUCCESS && !isMember) {
            throw refusal(action, response?.getMessage() ?? 'no response');
        }
    } finally {
        connection.close();
    }
}
