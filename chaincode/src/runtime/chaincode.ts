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
            const [name] = stub.getArgs();
            // fabric-shim would answer a call without a transaction's name with success.
            if (name === undefined || !isOwnContract(name, register)) {
                return Shim.error(wireText(unknownTransaction(register)));
            }
            const response = await chaincode.Invoke(stub);
            const { status, message = '' } = response;
            // What fabric-shim refuses before the register's door gets the catalogue's form here.
            return status < REFUSED || parseRefusal(message) !== undefined
                ? response
                : Shim.error(wireText(refusalFor(message, stub.getTxID())));
        },
    };
}

/** fabric-shim looks a contract's name up in a plain object, where `toString:` would find something. */
function isOwnContract(name: string, register: string): boolean {
    const colon = name.indexOf(':');
    return colon < 0 || [register, 'org.hyperledger.fabric'].includes(name.slice(0, colon));
}

/** Fabric's lowest status of a failed call; core/chaincode/shim, ERRORTHRESHOLD. */
const REFUSED = 400;

function refusalFor(text: string, txId: string): DomainError {
    // The text is fabric-shim's, lib/contract-spi/datamarshall.js.
    return /^Expected \d+ parameters, but \d+ have been supplied$/.test(text)
        ? refusal(runtimeErrors.INPUT_INVALID, { path: '', problem: 'one text expected' })
        : refusal(runtimeErrors.INTERNAL, { txId });
}

function unknownTransaction(register: string): DomainError {
    return refusal(runtimeErrors.TRANSACTION_UNKNOWN, { register, transaction: '' });
}
