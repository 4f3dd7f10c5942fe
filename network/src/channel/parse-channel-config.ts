import type { common } from '@hyperledger/fabric-protos';
import type { Crypto } from '../seams/crypto';
import type { ChannelConfig } from './channel-config';
/** From a configuration block or the bytes of a `common.ConfigEnvelope` (then the id must be given). @throws ChannelConfigError. */
export declare function parseChannelConfig(source: common.Block, crypto: Crypto): ChannelConfig;
export declare function parseChannelConfig(source: Uint8Array, crypto: Crypto, channelId: string): ChannelConfig;
