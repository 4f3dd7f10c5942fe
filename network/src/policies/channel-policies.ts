import type { common } from '@hyperledger/fabric-protos';
import type { Msps } from '../msp/msps';
import type { Policies } from './policy';
/** Over the channel group of a configuration. */
export declare function createPolicies(channelGroup: common.ConfigGroup, msps: Msps): Policies;
