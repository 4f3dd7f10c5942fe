/**
 * How the registers are deployed: which agencies must endorse what a register writes, as the text of a signature
 * policy. Policies name peers only; with members, any client key of an agency could endorse altered results. Agencies
 * become MSPs first and are counted once each, because a policy that asks one MSP twice can never be met.
 */

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
}

export interface RegisterDeployment {
    /** Chaincode name, and the value of TABULARIUM_REGISTER. */
    readonly register: string;
    /** Text for `--signature-policy`. */
    readonly signaturePolicy: string;
    /** Distinct MSPs whose peers run the register to endorse it, owner or first member first. */
    readonly mspIds: readonly string[];
    /** False where one MSP is owner and witness in one: nobody else sees what it endorses. */
    readonly separated: boolean;
    /** What became of the profile on the way, in sentences for operators. */
    readonly notes: readonly string[];
}

/** @throws Error when an agency is unknown, or owner and witnesses are one MSP although the profile has more */
export function deploymentPlan(profile: NetworkProfile): readonly RegisterDeployment[] {
    return Object.entries(profile.registers).map(([register, ownership]) =>
        ownership.kind === 'committee'
            ? committeeDeployment(profile, register, ownership)
            : witnessedDeployment(profile, register, ownership),
    );
}

function committeeDeployment(
    profile: NetworkProfile,
    register: string,
    ownership: CommitteeOwnership,
): RegisterDeployment {
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
): RegisterDeployment {
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
