/**
 * How the registers are deployed: which agencies must endorse what a register writes, as the text of a signature
 * policy, and which private collections it has. Policies name peers only; with members, any client key of an agency could endorse altered results. Agencies
 * become MSPs first and are counted once each, because a policy that asks one MSP twice can never be met.
 */

import { inbox, pair } from './exchange/collections';
import { collectionsOfFamily } from './runtime/collection-plan';
import type { CollectionConfig, CollectionFamily } from './runtime/collections';

/** Register → families of its private collections; registers that have none are left out. */
const collectionFamilies: Readonly<Record<string, readonly CollectionFamily[]>> = {
    exchange: [inbox, pair],
};

/** Decided by a majority of its members, each with one vote. */
export interface CommitteeOwnership {
    readonly kind: 'committee';
    readonly members: readonly string[];
}

/** Decided by its owner, seen by at least one witness. */
export interface WitnessedOwnership {
    readonly kind: 'witnessed';
    readonly owner: string;
    readonly witnesses: readonly string[];
}

export type Ownership = CommitteeOwnership | WitnessedOwnership;

export interface NetworkProfile {
    /** Agency id → MSP id; several agencies may sign under one MSP. */
    readonly agencies: Readonly<Record<string, string>>;
    /** Register (chaincode name) → the agencies that answer for it. */
    readonly registers: Readonly<Record<string, Ownership>>;
    /** MSP id → how many of its peers run the registers; 1 where nothing is said. */
    readonly peers?: Readonly<Record<string, number>>;
}

export { DEFAULT_CLOCK_GUARD_MS } from './runtime/register-config';

export interface RegisterDeployment {
    /** Chaincode name, and the value of TABULARIUM_REGISTER. */
    readonly register: string;
    /** Text for `--signature-policy`. */
    readonly signaturePolicy: string;
    /** Distinct MSPs whose peers run the register to endorse it, owner or first member first. */
    readonly mspIds: readonly string[];
    /** For `--collections-config`, ordered by name. */
    readonly collections: readonly CollectionConfig[];
    /** False where one MSP is owner and witness in one: nobody else sees what it endorses. */
    readonly separated: boolean;
    /** What became of the profile on the way, in sentences for operators. */
    readonly notes: readonly string[];
}

/**
 * @throws Error when an agency is unknown, when owner and witnesses are one MSP although the profile has more, or when
 * the MSP ids make no distinct collection names
 */
export function deploymentPlan(
    profile: NetworkProfile,
    families: Readonly<Record<string, readonly CollectionFamily[]>> = collectionFamilies,
): readonly RegisterDeployment[] {
    return Object.entries(profile.registers).map(([register, ownership]) => {
        const deployment =
            ownership.kind === 'committee'
                ? committeeDeployment(profile, register, ownership)
                : witnessedDeployment(profile, register, ownership);
        const declared = Object.hasOwn(families, register) ? (families[register] ?? []) : [];
        return { ...deployment, collections: collectionsOf(profile, deployment, ownership, declared) };
    });
}

type PublicDeployment = Omit<RegisterDeployment, 'collections'>;

function collectionsOf(
    profile: NetworkProfile,
    { register, mspIds }: PublicDeployment,
    ownership: Ownership,
    families: readonly CollectionFamily[],
): readonly CollectionConfig[] {
    const peersOf = (mspId: string): number => profile.peers?.[mspId] ?? 1;
    const owner = ownership.kind === 'witnessed' ? mspOf(profile, register, ownership.owner) : undefined;
    const collections = families
        .flatMap((family) => collectionsOfFamily(family, { mspIds, owner, peersOf }))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
    const repeated = collections.find(({ name }, index) => name === collections[index + 1]?.name);
    if (repeated !== undefined) {
        throw new Error(`${register}: the MSP ids make two collections of the name ${repeated.name}`);
    }
    return collections;
}

function committeeDeployment(
    profile: NetworkProfile,
    register: string,
    ownership: CommitteeOwnership,
): PublicDeployment {
    const mspIds = distinctMsps(profile, register, ownership.members);
    if (mspIds.length === 0) {
        throw new Error(`${register}: a committee needs members`);
    }
    const majority = Math.floor(mspIds.length / 2) + 1;
    return {
        register,
        signaturePolicy: `OutOf(${String(majority)}, ${mspIds.map(peerOf).join(', ')})`,
        mspIds,
        separated: mspIds.length > 1,
        notes: [...sharedNote(register, ownership.members, mspIds), ...aloneNote(register, mspIds)],
    };
}

function witnessedDeployment(
    profile: NetworkProfile,
    register: string,
    ownership: WitnessedOwnership,
): PublicDeployment {
    const owner = mspOf(profile, register, ownership.owner);
    const named = distinctMsps(profile, register, ownership.witnesses);
    const witnesses = named.filter((mspId) => mspId !== owner);
    if (witnesses.length === 0) {
        if (new Set(Object.values(profile.agencies)).size > 1) {
            throw new Error(`${register}: owner ${ownership.owner} and its witnesses are one MSP, ${owner}`);
        }
        const mspIds = [owner];
        const signaturePolicy = `OutOf(1, ${peerOf(owner)})`;
        return { register, signaturePolicy, mspIds, separated: false, notes: aloneNote(register, mspIds) };
    }
    const seen = witnesses.length === 1 ? witnesses.map(peerOf).join() : `OR(${witnesses.map(peerOf).join(', ')})`;
    const dropped =
        named.length === witnesses.length
            ? []
            : [`${register}: a witness under the owner's MSP ${owner} does not count`];
    return {
        register,
        signaturePolicy: `AND(${peerOf(owner)}, ${seen})`,
        mspIds: [owner, ...witnesses],
        separated: true,
        notes: [...sharedNote(register, ownership.witnesses, named), ...dropped],
    };
}

function distinctMsps(profile: NetworkProfile, register: string, agencies: readonly string[]): readonly string[] {
    return [...new Set(agencies.map((agency) => mspOf(profile, register, agency)))];
}

function mspOf(profile: NetworkProfile, register: string, agency: string): string {
    const mspId = Object.hasOwn(profile.agencies, agency) ? profile.agencies[agency] : undefined;
    if (mspId === undefined) {
        throw new Error(`${register}: the profile has no agency ${agency}`);
    }
    // As Fabric's common/policydsl reads principals: nothing else can stand before the role.
    if (!/^[A-Za-z0-9.-]+$/.test(mspId)) {
        throw new Error(`${register}: the MSP id "${mspId}" cannot be written in a signature policy`);
    }
    return mspId;
}

function peerOf(mspId: string): string {
    return `'${mspId}.peer'`;
}

function sharedNote(register: string, agencies: readonly string[], mspIds: readonly string[]): readonly string[] {
    return new Set(agencies).size === mspIds.length
        ? []
        : [`${register}: agencies under one MSP count once; ${String(mspIds.length)} distinct MSPs remain`];
}

function aloneNote(register: string, mspIds: readonly string[]): readonly string[] {
    return mspIds.length > 1 ? [] : [`${register}: one MSP decides alone; no second agency sees what it endorses`];
}
