import type { common } from '@hyperledger/fabric-protos';
import { mspConfig } from '../ca/material';
import { type NetworkMaterial, peerPort } from '../ca/network-material';
import { createGenesisBlock } from '../channel/genesis-block';
import type { NetworkConfig } from '../config/network-config';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';

/** A leader that fell silent is replaced after two seconds or a little more. */
const raftTickMs = 200;

/** Block 0 of a channel whose nodes all listen on this machine. */
export function nativeGenesis(
    config: NetworkConfig,
    { organizations, orderer }: NetworkMaterial,
    seams: { readonly clock: Clock; readonly random: Random },
): common.Block {
    const { batch } = config;
    return createGenesisBlock({
        channelId: config.channelId,
        organizations: config.organizations.flatMap((organization, index) => {
            const material = organizations[index];
            // All of them, so that the organisation is found while one is down.
            const anchorPeers = (material?.nodes ?? []).map((_, place) => ({
                host: 'localhost',
                port: peerPort(organization, place),
            }));
            return material === undefined
                ? []
                : [{ mspId: material.mspId, mspConfig: mspConfig(material), anchorPeers }];
        }),
        ordererOrganization: {
            mspId: orderer.mspId,
            mspConfig: mspConfig(orderer),
            endpoints: orderer.nodes.map((_, index) => `localhost:${String(config.ordererPort + 10 * index)}`),
            consenterTlsCertificatesPem: orderer.nodes.map(({ tls }) => tls.certificatePem),
        },
        batch: {
            timeoutMs: batch.timeoutMs,
            maxMessageCount: batch.mode === 'instant' ? 1 : batch.maxMessageCount,
        },
        raftTickMs,
        ...seams,
    });
}
