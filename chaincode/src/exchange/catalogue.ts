/** What a provider does with its part of the catalogue, as pure functions. */
import type { Caller } from '../runtime/caller';
import { decided, requireProvider } from './parties';
import type { Resource } from './records';
import { guardResource } from './states';
import type { ResourceMetadata } from './terms';

type Entry = ResourceMetadata & Pick<Resource, 'resourceCode'>;

export function publishResource(entry: Entry, now: string, caller: Caller): Resource {
    return {
        ...entry,
        status: 'PUBLISHED',
        providerAgencyId: caller.agencyId,
        providerMspId: caller.principal.mspId,
        revision: 1,
        publishedAt: now,
    };
}

/** Replaces the whole entry; grants follow it, since every use reads the levels anew. */
export function amendResource(resource: Resource, entry: Entry, caller: Caller): Resource {
    requireProvider(caller, resource);
    guardResource('amendResource', resource);
    const { status, providerAgencyId, providerMspId, publishedAt } = resource;
    return { ...entry, status, providerAgencyId, providerMspId, publishedAt, revision: resource.revision + 1 };
}

export function withdrawResource(resource: Resource, reason: string, now: string, caller: Caller): Resource {
    requireProvider(caller, resource);
    guardResource('withdrawResource', resource);
    return { ...resource, status: 'WITHDRAWN', withdrawal: decided(caller, now, reason) };
}
