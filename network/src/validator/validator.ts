import type { common } from '@hyperledger/fabric-protos';

/** Gives each transaction of a block its code before the version checks (fabric-semantics: validation order). */
export interface Validator {
    validate(block: common.Block): Promise<readonly number[]>;
}
