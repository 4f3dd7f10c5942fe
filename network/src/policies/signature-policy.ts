import type { common } from '@hyperledger/fabric-protos';
import type { Msps } from '../msp/msps';
import type { Policy } from './policy';
/** @throws Error when the envelope is malformed. */
export declare function createSignaturePolicy(envelope: common.SignaturePolicyEnvelope, msps: Msps): Policy;
