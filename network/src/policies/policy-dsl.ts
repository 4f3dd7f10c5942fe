import type { common } from '@hyperledger/fabric-protos';
export declare class PolicySyntaxError extends Error { override readonly name = 'PolicySyntaxError'; }
/** `AND('Org1MSP.peer', 'Org2MSP.peer')` and the like. @throws PolicySyntaxError with Fabric's text. */
export declare function parseSignaturePolicy(text: string): common.SignaturePolicyEnvelope;
/** `ANY Readers`. @throws PolicySyntaxError with Fabric's text. */
export declare function parseImplicitMetaPolicy(text: string): common.ImplicitMetaPolicy;
