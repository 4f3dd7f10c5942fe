/**
 * Contracts as fabric-shim's message handler calls them, for hosts and tests. The door is entered straight away: the way
 * of fabric-shim's own start command reads the signer's certificate and compiles a schema for each transaction, which
 * costs more than the rest of it. What that command answers beside transactions comes from it here too.
 */
import { type ChaincodeInterface, type ChaincodeResponse, Shim } from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract';
import type { ContractClass } from './door';
import { refusal } from './errors';
import { parseRefusal, wireText } from './refusals';
import { runtimeErrors } from './runtime-errors';
import { CanonicalSerializer, createSerializers } from './serializers';
import type { Stub } from './stub';

/** Contract of fabric-contract-api that answers with the metadata of the others. */
const SYSTEM_CONTRACT = 'org.hyperledger.fabric';

/** A contract as `domainContract` makes it: one way in for every name, and answers with results. */
interface DoorContract {
    aroundTransaction(context: { stub: Stub }, name: string, parameters: readonly string[]): Promise<unknown>;
}

/** What fabric-shim's types leave out: the arguments as they came. */
type ArgumentsOfStub = Stub & { getBufferArgs(): readonly Buffer[] };

/** A chaincode of its own: instances, metadata and caches are not shared with any other. */
export function chaincodeOf(register: string, contractClass: ContractClass): ChaincodeInterface {
    const contract = new contractClass() as unknown as DoorContract;
    let built: ChaincodeInterface | undefined;
    const shim = (): ChaincodeInterface =>
        (built ??= new ChaincodeFromContract([contractClass], createSerializers(), {}, register, ''));
    return {
        Init: (stub) => shim().Init(stub),
        Invoke: async (stub) => {
            const [called = '', ...parameters] = (stub as ArgumentsOfStub).getBufferArgs();
            const { owner, name } = addressee(called.toString());
            if (owner === SYSTEM_CONTRACT) {
                return refused(await shim().Invoke(stub), stub.getTxID());
            }
            // fabric-shim would answer a call without a transaction's name with success.
            return owner === undefined || owner === register
                ? run(contract, stub, name, parameters)
                : Shim.error(unknownTransaction(register));
        },
    };
}

const serializer = new CanonicalSerializer();

async function run(
    contract: DoorContract,
    stub: Stub,
    name: string,
    parameters: readonly Uint8Array[],
): Promise<ChaincodeResponse> {
    try {
        const texts = parameters.map((parameter) => serializer.fromBuffer(parameter).value);
        return Shim.success(serializer.toBuffer(await contract.aroundTransaction({ stub }, name, texts)));
    } catch (error) {
        return refused(Shim.error(error instanceof Error ? error.message : ''), stub.getTxID());
    }
}

/** A transaction's name may have its contract's in front, with a colon. */
function addressee(called: string): { readonly owner: string | undefined; readonly name: string } {
    const colon = called.indexOf(':');
    return { owner: colon < 0 ? undefined : called.slice(0, colon), name: called.slice(colon + 1) };
}

/** Fabric's lowest status of a failed call; core/chaincode/shim, ERRORTHRESHOLD. */
const REFUSED = 400;

/** What does not come from the register's door gets the catalogue's form. */
function refused(response: ChaincodeResponse, txId: string): ChaincodeResponse {
    const { status, message = '' } = response;
    return status < REFUSED || parseRefusal(message) !== undefined
        ? response
        : Shim.error(wireText(refusal(runtimeErrors.INTERNAL, { txId })));
}

function unknownTransaction(register: string): string {
    return wireText(refusal(runtimeErrors.TRANSACTION_UNKNOWN, { register, transaction: '' }));
}
