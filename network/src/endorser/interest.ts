import { common, peer } from '@hyperledger/fabric-protos';
import type { StateView } from '../ledger/ledger';
import type { SimulationResult } from '../ledger/tx-simulator';
import type { CollectionRwSet, NamespaceRwSet } from '../ledger/read-write-set';
import { isSystemChaincode } from '../system/system-chaincode';

const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

/**
 * Whose endorsements a simulated transaction needs, for the gateway: one call per namespace, one per collection.
 * Fabric: core/endorser/endorser.go, buildChaincodeInterest.
 * @param state committed state, for the key-level policies of written keys.
 */
export async function buildInterest(result: SimulationResult, state: StateView): Promise<peer.ChaincodeInterest> {
    const interest = new peer.ChaincodeInterest();
    for (const namespace of result.rwSet) {
        if (!isSystemChaincode(namespace.namespace)) {
            const required = await needsNamespacePolicy(namespace, result, state);
            namespaceCalls(namespace, result, required).forEach((call) => interest.addChaincodes(call));
        }
    }
    return interest;
}

/** False only where nothing public is written but private data is, or all written keys have policies of their own. */
async function needsNamespacePolicy(
    { namespace, writes, metadataWrites, collections }: NamespaceRwSet,
    { keyPolicies = [] }: SimulationResult,
    state: StateView,
): Promise<boolean> {
    const keys = new Set([...writes, ...metadataWrites].map(({ key }) => key));
    if (keys.size === 0) {
        return !collections.some(isWritten);
    }
    if (!keyPolicies.some((policy) => policy.namespace === namespace)) {
        return true;
    }
    for (const key of keys) {
        const entry = await state.get(namespace, key);
        if (entry?.metadata.some(({ name, value }) => name === VALIDATION_PARAMETER && value.length > 0) !== true) {
            return true;
        }
    }
    return false;
}

function isWritten({ writes, metadataWrites }: CollectionRwSet): boolean {
    return writes.length > 0 || metadataWrites.length > 0;
}

function namespaceCalls(
    namespace: NamespaceRwSet,
    result: SimulationResult,
    required: boolean,
): readonly peer.ChaincodeCall[] {
    const name = namespace.namespace;
    const calls: peer.ChaincodeCall[] = [];
    const policies = (result.keyPolicies ?? []).filter((policy) => policy.namespace === name);
    const privatelyRead = new Set(
        (result.privateReads ?? []).filter((read) => read.namespace === name).map(({ collection }) => collection),
    );
    const privatelyWritten = namespace.collections.filter(isWritten).map(({ collection }) => collection);
    if (policies.length > 0 || required) {
        const call = new peer.ChaincodeCall();
        call.setName(name);
        call.setKeyPoliciesList(policies.map(({ policy }) => common.SignaturePolicyEnvelope.deserializeBinary(policy)));
        call.setDisregardNamespacePolicy(policies.length > 0 && !required);
        calls.push(call);
    }
    for (const collection of new Set([...privatelyWritten, ...privatelyRead])) {
        const call = new peer.ChaincodeCall();
        call.setName(name);
        call.setCollectionNamesList([collection]);
        call.setNoPrivateReads(!privatelyRead.has(collection));
        calls.push(call);
    }
    return calls;
}
