import type * as Jose from 'jose';

/** Loaded when first needed: jose has ES modules only, which Node 22 before 22.12 cannot require. */
export function loadJose(): Promise<typeof Jose> {
    return import('jose');
}
