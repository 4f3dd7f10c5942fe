/** Contracts as fabric-shim's message handler calls them: what its own start command builds, for hosts and tests. */
import { type ChaincodeInterface, Shim } from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';
import type { ContractClass } from './door';
import { refusal } from './errors';
import { wireText } from './refusals';
import { runtimeErrors } from './runtime-errors';
import { createSerializers } from './serializers';

/** A chaincode of its own: instances, metadata and caches are not shared with any other. */
export function chaincodeOf(register: string, contracts: readonly ContractClass[]): ChaincodeInterface {
    // A copy, since fabric-shim adds its system contract to the array.
    const chaincode = new ChaincodeFromContract([...contracts], createSerializers(), {}, register, '');
    return {
        Init: (stub) => chaincode.Init(stub),
        Invoke: (stub) => {
            // fabric-shim would answer a call without a transaction's name with success.
            if (stub.getArgs().length === 0) {
                const error = refusal(runtimeErrors.TRANSACTION_UNKNOWN, { register, transaction: '' });
                return Promise.resolve(Shim.error(wireText(error)));
            }
            return chaincode.Invoke(stub);
        },
    };
}
