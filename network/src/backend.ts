/**
 * What every kind of network answers to, so that one suite runs on all: the embedded network, native Fabric processes,
 * and any running network whose material has fabric-samples' test-network layout.
 */
export interface NetworkBackend {
    readonly kind: 'embedded' | 'native' | 'attached';
    /** Version of Fabric whose behaviour is to be expected, e.g. `2.5`. */
    readonly fabric: '2.5' | '3.1';
    readonly channelId: string;
    readonly organizations: readonly OrganizationHandle[];
    readonly orderer: OrdererEndpoint;
    close(): Promise<void>;
}

/** An organisation with its first peer's endpoint and the folder that holds its material (test-network's layout). */
export interface OrganizationHandle {
    readonly mspId: string;
    /** Domain of the organisation, e.g. `org1.example.com`. */
    readonly domain: string;
    readonly peer: PeerEndpoint;
    /** Beyond the first; absent where there are none. */
    readonly otherPeers?: readonly PeerEndpoint[];
    /** `…/peerOrganizations/<domain>`. */
    readonly materialDir: string;
}

export interface PeerEndpoint {
    /** `host:port` to dial. */
    readonly address: string;
    /** Name in the TLS certificate, used as `grpc.ssl_target_name_override`. */
    readonly hostAlias: string;
    readonly tlsRootCertPem: string;
}

export interface OrdererEndpoint extends PeerEndpoint {
    readonly mspId: string;
}
