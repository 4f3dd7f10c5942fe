/** Namespace of everything the lifecycle keeps in a channel's state. */
export const LIFECYCLE_NAMESPACE = '_lifecycle';

/** Groups of keys: definitions and approvals, and (in implicit collections only) which package an approval means. */
export const GROUP = { definitions: 'namespaces', sources: 'chaincode-sources' } as const;

export type Group = (typeof GROUP)[keyof typeof GROUP];

/** All definitions' metadata keys begin with it; used for listing them. */
export const DEFINITION_METADATA_PREFIX = 'namespaces/metadata/';

const IMPLICIT_PREFIX = '_implicit_org_';

export function metadataKey(group: Group, name: string): string {
    return `${group}/metadata/${name}`;
}

export function fieldKey(group: Group, name: string, field: string): string {
    return `${group}/fields/${name}/${field}`;
}

/** Name under which an organisation keeps its approval of one sequence. */
export function approvalName(name: string, sequence: number): string {
    return `${name}#${String(sequence)}`;
}

export function implicitCollectionOf(mspId: string): string {
    return `${IMPLICIT_PREFIX}${mspId}`;
}

/** Undefined when the collection is not an implicit one. */
export function mspIdOfImplicitCollection(collection: string): string | undefined {
    return collection.startsWith(IMPLICIT_PREFIX) ? collection.slice(IMPLICIT_PREFIX.length) : undefined;
}
