import type { Binaries } from './binaries';

/** What the configuration files of one node are made of. */
export interface NodeOptions {
    readonly mspId: string;
    /** Folder with the node's `msp` and `tls`. */
    readonly materialDir: string;
    readonly dataDir: string;
    readonly port: number;
    readonly operationsPort: number;
}

export interface PeerOptions extends NodeOptions {
    readonly id: string;
    readonly chaincodePort: number;
    /** Of the organisation's other peers, `host:port`. */
    readonly colleagues: readonly string[];
    readonly binaries: Pick<Binaries, 'ccaasBuilder' | 'fabric'>;
}

/**
 * `core.yaml` of a peer: what Fabric has no default for, or whose default does not suit a network on one machine. JSON is
 * YAML.
 */
export function peerConfig(options: PeerOptions): string {
    const { materialDir, dataDir, port } = options;
    // `localhost` is among the names of every certificate, so that no host name has to be made known to the machine.
    const address = `localhost:${String(port)}`;
    return JSON.stringify({
        peer: {
            id: options.id,
            networkId: 'native',
            listenAddress: `127.0.0.1:${String(port)}`,
            address,
            chaincodeListenAddress: `127.0.0.1:${String(options.chaincodePort)}`,
            chaincodeAddress: `localhost:${String(options.chaincodePort)}`,
            localMspId: options.mspId,
            mspConfigPath: `${materialDir}/msp`,
            localMspType: 'bccsp',
            fileSystemPath: dataDir,
            BCCSP: softwareCrypto,
            tls: {
                enabled: true,
                clientAuthRequired: false,
                cert: { file: `${materialDir}/tls/server.crt` },
                key: { file: `${materialDir}/tls/server.key` },
                rootcert: { file: `${materialDir}/tls/ca.crt` },
            },
            authentication: { timewindow: '15m' },
            gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '10s' },
            keepalive: { minInterval: '1s' },
            // Each peer fetches its blocks from the orderers itself, so that none waits for an election in its organisation;
            // organisations meet through the channel's anchor peers.
            gossip: {
                bootstrap: options.colleagues.length === 0 ? [address] : options.colleagues,
                endpoint: address,
                externalEndpoint: address,
                useLeaderElection: false,
                orgLeader: true,
                aliveTimeInterval: '1s',
                reconnectInterval: '2s',
                publishStateInfoInterval: '1s',
                requestStateInfoInterval: '1s',
                pvtData: {
                    pullRetryThreshold: '10s',
                    transientstoreMaxBlockRetention: 1000,
                    pushAckTimeout: '3s',
                    btlPullMargin: 10,
                    reconcileBatchSize: 10,
                    reconcileSleepInterval: '10s',
                    reconciliationEnabled: true,
                    implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
                },
            },
            client: { connTimeout: '3s' },
            deliveryclient: {
                blockGossipEnabled: true,
                reconnectTotalTimeThreshold: '3600s',
                connTimeout: '3s',
                reConnectBackoffThreshold: '2s',
                blockCensorshipTimeoutKey: '30s',
                minimalReconnectInterval: '100ms',
                policy: 'simple',
            },
            discovery: {
                enabled: true,
                authCacheEnabled: true,
                authCacheMaxSize: 1000,
                authCachePurgeRetentionRatio: 0.75,
                orgMembersAllowedAccess: false,
            },
            handlers: {
                authFilters: [
                    { name: 'DefaultAuth' },
                    { name: 'ExpirationCheck' },
                    ...(options.binaries.fabric === '2.5' ? [] : [{ name: 'TimeWindowCheck' }]),
                ],
                decorators: [{ name: 'DefaultDecorator' }],
                endorsers: { escc: { name: 'DefaultEndorsement' } },
                validators: { vscc: { name: 'DefaultValidation' } },
            },
            limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 500 } },
            maxRecvMsgSize: maxMessageBytes,
            maxSendMsgSize: maxMessageBytes,
        },
        // No Docker endpoint: chaincode only as a service.
        vm: { endpoint: '' },
        chaincode: {
            externalBuilders: [
                {
                    name: 'ccaas_builder',
                    path: options.binaries.ccaasBuilder,
                    propagateEnvironment: ['CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG'],
                },
            ],
            installTimeout: '300s',
            startuptimeout: '300s',
            executetimeout: '30s',
            mode: 'net',
            keepalive: 0,
            system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
            logging: { level: 'info', shim: 'warning' },
            runtimeParams: {
                useWriteBatch: true,
                maxSizeWriteBatch: 1000,
                useGetMultipleKeys: true,
                maxSizeGetMultipleKeys: 1000,
            },
        },
        ledger: {
            state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
            history: { enableHistoryDatabase: true },
            snapshots: { rootDir: `${dataDir}/snapshots` },
        },
        operations: { listenAddress: `127.0.0.1:${String(options.operationsPort)}`, tls: { enabled: false } },
        metrics: { provider: 'disabled' },
    });
}

/** `orderer.yaml` of a Raft node that joins its channel through the participation service. */
export function ordererConfig(options: NodeOptions & { readonly adminPort: number }): string {
    const { materialDir, dataDir } = options;
    const tls = {
        Enabled: true,
        PrivateKey: `${materialDir}/tls/server.key`,
        Certificate: `${materialDir}/tls/server.crt`,
        RootCAs: [`${materialDir}/tls/ca.crt`],
    };
    return JSON.stringify({
        General: {
            ListenAddress: '127.0.0.1',
            ListenPort: options.port,
            TLS: { ...tls, ClientAuthRequired: false },
            Keepalive: { ServerMinInterval: '1s' },
            MaxRecvMsgSize: maxMessageBytes,
            MaxSendMsgSize: maxMessageBytes,
            Cluster: {
                ClientCertificate: tls.Certificate,
                ClientPrivateKey: tls.PrivateKey,
                RootCAs: tls.RootCAs,
            },
            BootstrapMethod: 'none',
            LocalMSPDir: `${materialDir}/msp`,
            LocalMSPID: options.mspId,
            BCCSP: softwareCrypto,
        },
        FileLedger: { Location: dataDir },
        Operations: { ListenAddress: `127.0.0.1:${String(options.operationsPort)}` },
        // They tell who leads.
        Metrics: { Provider: 'prometheus' },
        Admin: {
            ListenAddress: `127.0.0.1:${String(options.adminPort)}`,
            TLS: { ...tls, ClientAuthRequired: true, ClientRootCAs: tls.RootCAs },
        },
        ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
        Consensus: { WALDir: `${dataDir}/wal`, SnapDir: `${dataDir}/snapshot` },
    });
}

const maxMessageBytes = 100 * 1024 * 1024;

const softwareCrypto = { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } };
