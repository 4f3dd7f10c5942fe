/** Contracts as fabric-shim's message handler calls them: what its own start command builds, for hosts and tests. */
import { type ChaincodeInterface, Shim } from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';
import type { ContractClass } from './door';
import { type DomainError, refusal } from './errors';
import { parseRefusal, wireText } from './refusals';
import { runtimeErrors } from './runtime-errors';
import { createSerializers } from './serializers';

/** A chaincode of its own: instances, metadata and caches are not shared with any other. */
export function chaincodeOf(register: string, contracts: readonly ContractClass[]): ChaincodeInterface {
    // A copy, since fabric-shim adds its system contract to the array.
    const chaincode = new ChaincodeFromContract([...contracts], createSerializers(), {}, register, '');
    return {
        Init: (stub) => chaincode.Init(stub),
        Invoke: async (stub) => {
            // fabric-shim would answer a call without a transaction's name with success.
            if (stub.getArgs().length === 0) {
                return Shim.error(wireText(unknownTransaction(register)));
            }
            const response = await chaincode.Invoke(stub);
            // What fabric-shim refuses before the register's door gets the catalogue's form here.
            return response.status < REFUSED || parseRefusal(response.message) !== undefined
                ? response
                : Shim.error(wireText(refusalFor(response.message, register, stub.getTxID())));
        },
    };
}

/** Fabric's lowest status of a failed call; core/chaincode/shim, ERRORTHRESHOLD. */
const REFUSED = 400;

/** The texts are those of fabric-shim, lib/contract-spi. */
function refusalFor(text: string, register: string, txId: string): DomainError {
    if (/^Expected \d+ parameters, but \d+ have been supplied$/.test(text)) {
        return refusal(runtimeErrors.INPUT_INVALID, { path: '', problem: 'one text expected' });
    }
    if (text.startsWith('Contract name is not known: ')) {
        return unknownTransaction(register);
    }
    return refusal(runtimeErrors.INTERNAL, { txId });
}

function unknownTransaction(register: string): DomainError {
    return refusal(runtimeErrors.TRANSACTION_UNKNOWN, { register, transaction: '' });
}
