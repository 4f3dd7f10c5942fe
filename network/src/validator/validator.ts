import type { common } from '@hyperledger/fabric-protos';

/** Gives each transaction of a block its code before the version checks. */
export interface Validator {
    validate(block: common.Block): Promise<readonly number[]>;
}
