import type { msp } from '@hyperledger/fabric-protos';
import type { Crypto } from '../seams/crypto';
import type { Msps } from './msps';
/** @throws MspError for configurations that Fabric refuses. */
export declare function createMsps(configs: readonly msp.FabricMSPConfig[], crypto: Crypto): Msps;
