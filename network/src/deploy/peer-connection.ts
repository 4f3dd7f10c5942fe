import { credentials, type ChannelOptions, type ServiceError } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import type { Clock } from '../seams/clock';
import { DeployError } from './deploy-error';
import { peerFailure } from './refusal';

const maxMessageBytes = 100 * 1024 * 1024;

/** TLS against the endpoint's root only, under the name in its certificate; messages as large as Fabric takes them. */
export function channelArguments(
    endpoint: PeerEndpoint,
): [address: string, credentials: ReturnType<typeof credentials.createSsl>, options: ChannelOptions] {
    return [
        endpoint.address,
        credentials.createSsl(Buffer.from(endpoint.tlsRootCertPem)),
        {
            'grpc.ssl_target_name_override': endpoint.hostAlias,
            'grpc.max_receive_message_length': maxMessageBytes,
            'grpc.max_send_message_length': maxMessageBytes,
            // Each connection is its own: a closed one must not live on in another client of the same address.
            'grpc.use_local_subchannel_pool': 1,
        },
    ];
}

/** The services of a peer that a deployment needs, over one connection. */
export class PeerConnection {
    readonly address: string;
    readonly deliver: peer.DeliverClient;
    readonly gateway: gateway.GatewayClient;
    readonly #endorser: peer.EndorserClient;
    readonly #clock: Clock;

    constructor(endpoint: PeerEndpoint, clock: Clock) {
        this.address = endpoint.address;
        this.#endorser = new peer.EndorserClient(...channelArguments(endpoint));
        const [address, channelCredentials] = channelArguments(endpoint);
        const shared = { channelOverride: this.#endorser.getChannel() };
        this.deliver = new peer.DeliverClient(address, channelCredentials, shared);
        this.gateway = new gateway.GatewayClient(address, channelCredentials, shared);
        this.#clock = clock;
    }

    /**
     * The peer's answer, whatever its status.
     * @throws DeployError PEER_UNREACHABLE, TIMEOUT; as `refusal` for a call that the peer ended with an error.
     */
    processProposal(action: string, proposal: peer.SignedProposal, timeoutMs: number): Promise<peer.ProposalResponse> {
        return new Promise((resolve, reject) => {
            const call = this.#endorser.processProposal(
                proposal,
                (error: ServiceError | null, response?: peer.ProposalResponse) => {
                    stop();
                    if (response !== undefined) {
                        resolve(response);
                    } else if (error !== null) {
                        reject(peerFailure(action, error));
                    }
                },
            );
            const stop = this.#clock.after(timeoutMs, () => {
                call.cancel();
                reject(
                    new DeployError(
                        'TIMEOUT',
                        `${action}: no answer in ${String(timeoutMs)} ms`,
                        'Look whether the peer is overloaded, then try again.',
                    ),
                );
            });
        });
    }

    close(): void {
        this.#endorser.close();
        this.deliver.close();
        this.gateway.close();
    }
}
