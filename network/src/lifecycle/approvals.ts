import { peer } from '@hyperledger/fabric-protos';
import type { HashedState, ReadableState, WritableState } from './lifecycle-state';
import { approvalName, GROUP } from './state-keys';
import { isWritten, readMetadata, readText, textField, writeRecord } from './state-record';
import {
    approvalRecord,
    difference,
    readDefinition,
    readParameters,
    readSequence,
    type StoredDefinition,
} from './stored-definition';

export interface Approval {
    readonly definition: StoredDefinition;
    /** Empty: the organisation does not run the chaincode. */
    readonly packageId: string;
}

/**
 * Records the approval of the peer's organisation. Fabric: core/chaincode/lifecycle/lifecycle.go,
 * ApproveChaincodeDefinitionForOrg.
 * @param publicState definitions, `own` the organisation's implicit collection.
 * @throws Error with Fabric's cause.
 */
export async function approve(
    name: string,
    approval: Approval,
    publicState: ReadableState,
    own: WritableState,
    options: { readonly fabric: '2.5' | '3.1'; readonly setDefaults: () => void },
): Promise<void> {
    const { definition, packageId } = approval;
    const requested = definition.sequence;
    const current = await readSequence(publicState, name);
    checkSequence(requested, current);
    options.setDefaults();
    const approved = approvalName(name, requested);
    if (requested === current) {
        await checkCommitted(name, definition, publicState);
        if (options.fabric === '3.1' && (await isUnchanged(approved, approval, own))) {
            throw new Error(
                `attempted to redefine the current committed sequence (${String(current)}) for namespace ${name}`,
            );
        }
    } else if (await isUnchanged(approved, approval, own)) {
        throw new Error(
            `attempted to redefine uncommitted sequence (${String(requested)}) for namespace ${name} with unchanged content`,
        );
    }
    await writeRecord(own, GROUP.definitions, approved, approvalRecord(definition));
    const source = { datatype: 'ChaincodeLocalPackage', fields: new Map([['PackageID', textField(packageId)]]) };
    await writeRecord(own, GROUP.sources, approved, source);
}

/**
 * What the peer's organisation has approved: the given sequence, or for 0 the next one if approved, else the current.
 * @throws Error with Fabric's cause when there is none.
 */
export async function readApproval(
    channelId: string,
    name: string,
    sequence: number,
    publicState: ReadableState,
    own: ReadableState,
): Promise<Approval> {
    const resolved = sequence === 0 ? await latestApproved(name, publicState, own) : sequence;
    const approved = approvalName(name, resolved);
    const metadata = await readMetadata(own, GROUP.definitions, approved);
    const source = metadata === undefined ? undefined : await readMetadata(own, GROUP.sources, approved);
    if (metadata === undefined || source === undefined) {
        throw new Error(
            `could not fetch approved chaincode definition (name: '${name}', sequence: '${String(sequence)}') on channel '${channelId}'`,
        );
    }
    if (metadata.getDatatype() !== 'ChaincodeParameters') {
        throw new Error(`not a chaincode parameters type: ${metadata.getDatatype()}`);
    }
    const definition = { sequence: resolved, ...(await readParameters(own, approved)) };
    return { definition, packageId: await readText(own, GROUP.sources, approved, 'PackageID') };
}

/** Which organisations have approved exactly this definition. */
export async function readApprovals(
    name: string,
    definition: StoredDefinition,
    organizations: ReadonlyMap<string, HashedState>,
): Promise<ReadonlyMap<string, boolean>> {
    const approvals = new Map<string, boolean>();
    const approved = approvalName(name, definition.sequence);
    for (const [mspId, state] of organizations) {
        approvals.set(mspId, await isWritten(state, GROUP.definitions, approved, approvalRecord(definition)));
    }
    return approvals;
}

/** An empty package id is an approval of a chaincode that the organisation does not run. */
export function sourceMessage(packageId: string): peer.lifecycle.ChaincodeSource {
    const source = new peer.lifecycle.ChaincodeSource();
    if (packageId === '') {
        source.setUnavailable(new peer.lifecycle.ChaincodeSource.Unavailable());
    } else {
        const local = new peer.lifecycle.ChaincodeSource.Local();
        local.setPackageId(packageId);
        source.setLocalPackage(local);
    }
    return source;
}

function checkSequence(requested: number, current: number): void {
    if (requested === 0 && current === 0) {
        throw new Error('requested sequence is 0, but first definable sequence number is 1');
    }
    if (requested < current) {
        throw new Error(
            `currently defined sequence ${String(current)} is larger than requested sequence ${String(requested)}`,
        );
    }
    if (requested > current + 1) {
        throw new Error(
            `requested sequence ${String(requested)} is larger than the next available sequence number ${String(current + 1)}`,
        );
    }
}

async function checkCommitted(name: string, definition: StoredDefinition, state: ReadableState): Promise<void> {
    const sequence = String(definition.sequence);
    const committed = await readDefinition(state, name);
    if (committed === undefined) {
        throw new Error(`missing metadata for currently committed sequence number (${sequence})`);
    }
    const different = difference(committed, definition);
    if (different !== undefined) {
        throw new Error(
            `attempted to redefine the current committed sequence (${sequence}) for namespace ${name} with different parameters: ${different}`,
        );
    }
}

async function isUnchanged(approved: string, approval: Approval, own: ReadableState): Promise<boolean> {
    if ((await readMetadata(own, GROUP.definitions, approved)) === undefined) {
        return false;
    }
    if (difference(await readParameters(own, approved), approval.definition) !== undefined) {
        return false;
    }
    if ((await readMetadata(own, GROUP.sources, approved)) === undefined) {
        return false;
    }
    return (await readText(own, GROUP.sources, approved, 'PackageID')) === approval.packageId;
}

async function latestApproved(name: string, publicState: ReadableState, own: ReadableState): Promise<number> {
    const current = await readSequence(publicState, name);
    const next = await readMetadata(own, GROUP.definitions, approvalName(name, current + 1));
    return next === undefined ? current : current + 1;
}
