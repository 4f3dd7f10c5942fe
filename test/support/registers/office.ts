/**
 * The record office of a suite: registers on a backend, citizens with attested keys, and the steps of cases. The office
 * itself is opened by scripts/src/registers, as `npm start` does it; only the chaincode's program comes from the build.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { DomainRefusal } from '../../../client/src/errors/domain-refusal';
import type { EndorsedTransaction } from '../../../client/src/transport/transport';
import type { Tabularium } from '../../../client/src/tabularium';
import type { OrganizationHandle } from '../../../network/src/backend';
import { openRecordOffice, type RecordOffice } from '../../../scripts/src/registers/record-office';
import { spawnChaincodeHost } from '../../../scripts/src/registers/chaincode-host';
import { openOfficers, type OfficerIdentity } from '../../../scripts/src/registers/officers';
import { openCitizens, type Citizen } from '../../../scripts/src/story/citizens';
import type { BackendEntry, OpenedBackend, OpenOptions } from './backends';
import { caughtUp, heightAt } from './caught-up';
import { buildChaincode, chaincodeRoot } from './built-chaincode';

export const hour = 3_600_000;
export const day = 24 * hour;
export const limits = { timeoutMs: 30_000 };

export interface TestOffice {
    readonly opened: OpenedBackend;
    readonly office: RecordOffice;
    /** Where the suite keeps files of its own. */
    readonly folder: string;
    close(): Promise<void>;
}

interface OfficeOptions {
    /** Runs on the network before the registers are deployed and founded. */
    readonly before?: (opened: OpenedBackend) => Promise<void>;
    /** How far a transaction's time may be from the registers' clock; default as in production. */
    readonly clockGuardMs?: number | 'off';
    /** Called with everything that the chaincode's process prints. */
    readonly onChaincodeOutput?: (text: string) => void;
}

export async function openOffice(entry: BackendEntry, options: OpenOptions & OfficeOptions = {}): Promise<TestOffice> {
    buildChaincode();
    const opened = await entry.open(options);
    const folder = await mkdtemp(path.join(tmpdir(), 'registers-suite-'));
    const closeAll = async (): Promise<void> => {
        await opened.close();
        await rm(folder, { recursive: true, force: true });
    };
    try {
        await options.before?.(opened);
        const { backend, agencies, mspOf } = opened;
        await mkdir(opened.folder, { recursive: true });
        const office = await openRecordOffice({
            backend,
            agencies,
            folder: opened.folder,
            chaincodeRoot,
            host: spawnChaincodeHost(chaincodeRoot, options.onChaincodeOutput),
            ...(options.clockGuardMs !== undefined && { clockGuardMs: options.clockGuardMs }),
            ...(mspOf !== undefined && { mspOf }),
        });
        return {
            opened,
            office,
            folder,
            close: async () => {
                await office.close();
                await closeAll();
            },
        };
    } catch (error) {
        await closeAll();
        throw error;
    }
}

/** The hash of a document that the suite does not have. */
export function documentHash(name: string): string {
    return createHash('sha256').update(name).digest('hex');
}

/** A unit code of Chaoyang that nobody has used. */
export function newUnitCode(): string {
    const digits = (count: number): string => String(randomInt(1, 10 ** count)).padStart(count, '0');
    return `110105${digits(6)}GB${digits(5)}F${digits(8)}`;
}

export function share(party: Citizen['party'], numerator = 1, denominator = 1): object {
    return { party, share: { numerator, denominator } };
}

/** The steps of cases, by the story's officers. */
export class Desk {
    readonly #test: TestOffice;

    constructor(test: TestOffice) {
        this.#test = test;
    }

    /** What this client has written is at every peer when its submits resolve. */
    as(officerId: string): Tabularium {
        return this.#caughtUp(this.#test.office.client(officerId));
    }

    /** The same for an officer who is not of the story. */
    clientFor(officer: Pick<OfficerIdentity, 'mspId' | 'certificatePem' | 'privateKeyPem'>): Tabularium {
        return this.#caughtUp(this.#test.office.clientFor(officer));
    }

    #caughtUp(client: Tabularium): Tabularium {
        return this.#test.opened.backend.kind === 'embedded' ? client : caughtUp(client, this.#witnesses());
    }

    /** A client at the peer of each organisation. */
    #witnesses(): readonly Tabularium[] {
        const { office, opened } = this.#test;
        const officers = [...office.officers.values()];
        return opened.backend.organizations.flatMap(({ mspId }) => {
            const officer = officers.find((each) => each.mspId === mspId);
            return officer === undefined ? [] : [office.client(officer.officerId)];
        });
    }

    officer(officerId: string): OfficerIdentity {
        const officer = this.#test.office.officers.get(officerId);
        if (officer === undefined) {
            throw new Error(`there is no officer ${officerId}`);
        }
        return officer;
    }

    organization(mspId: string): OrganizationHandle {
        const found = this.#test.opened.backend.organizations.find((each) => each.mspId === mspId);
        if (found === undefined) {
            throw new Error(`there is no organisation ${mspId}`);
        }
        return found;
    }

    /** Organisations whose endorsements satisfy the register's policy, no more than needed. */
    endorsers(register: 'directory' | 'exchange' | 'land' | 'licence'): readonly string[] {
        const plan = this.#test.office.plan.find((each) => each.register === register);
        const mspIds = plan?.mspIds ?? [];
        return mspIds.slice(0, register === 'directory' ? Math.floor(mspIds.length / 2) + 1 : 2);
    }

    /** Citizens with new keys that Civil Affairs has attested for a year. */
    async citizens<Name extends string>(...names: readonly Name[]): Promise<Readonly<Record<Name, Citizen>>> {
        const citizens = await this.strangers(...names);
        for (const citizen of Object.values<Citizen>(citizens)) {
            await this.attest(citizen);
        }
        return citizens;
    }

    /** Citizens whose keys nobody has attested. */
    async strangers<Name extends string>(...names: readonly Name[]): Promise<Readonly<Record<Name, Citizen>>> {
        const persons = names.map((name) => ({
            personId: name,
            name: { en: name, zh: name },
            idNumber: String(randomInt(10 ** 9)).padStart(18, '1'),
        }));
        const folder = await mkdtemp(path.join(this.#test.folder, 'citizens-'));
        return Object.fromEntries(await openCitizens(persons, folder)) as Record<Name, Citizen>;
    }

    async attest(citizen: Citizen, validTo = new Date(Date.now() + 365 * day), party = citizen.party): Promise<string> {
        const { result } = await this.as('zhou').directory.attestKey({
            personRef: party.ref,
            jwk: citizen.publicJwk,
            validFrom: new Date(Date.now() - day).toISOString(),
            validTo: validTo.toISOString(),
        });
        return result.kid;
    }

    async open(unitCode: string, terms: object, by = 'chen'): Promise<OpenedCase> {
        const { result } = await this.as(by).land.openCase(this.opening(unitCode, terms));
        return result;
    }

    opening(unitCode: string, terms: object): never {
        const sources = [{ kind: 'CONTRACT', sha256: documentHash(unitCode), title: 'a paper' }];
        return { unitCode, terms, sources } as unknown as never;
    }

    /** What the citizen's device signs for this case, with whatever is to be different. */
    async signed(caseId: string, citizen: Citizen, different: object = {}): Promise<string> {
        const due = await this.as('chen').land.caseDigest({ caseId });
        const wanted = due.consents.find(({ party }) => canonicalJson(party) === canonicalJson(citizen.party));
        const { caseDigest } = due;
        const { party } = citizen;
        const act = wanted?.act ?? 'ACQUIRE';
        return citizen.signConsent(canonicalJson({ register: 'land', caseId, caseDigest, act, party, ...different }));
    }

    async sign(caseId: string, ...citizens: readonly Citizen[]): Promise<void> {
        for (const citizen of citizens) {
            await this.as('chen').land.lodgeConsent({ caseId, jws: await this.signed(caseId, citizen) });
        }
    }

    async lend({ caseId, caseDigest }: OpenedCase): Promise<void> {
        await this.as('ma').land.consentToCase({ caseId, caseDigest });
    }

    async validate(caseId: string): Promise<void> {
        const { result } = await this.as('chen').land.validateCase({ caseId });
        expect(result).toMatchObject({ status: 'VALIDATED', failures: [] });
    }

    async approve(caseId: string): Promise<Awaited<ReturnType<Tabularium['land']['approveCase']>>> {
        return this.as('sun').land.approveCase({ caseId });
    }

    /** A registered title of the given owners in equal shares. */
    async title(...owners: readonly Citizen[]): Promise<string> {
        const unitCode = newUnitCode();
        const shares = owners.map(({ party }) => share(party, 1, owners.length));
        const { caseId } = await this.open(unitCode, firstRegistration(shares));
        await this.sign(caseId, ...owners);
        await this.validate(caseId);
        await this.approve(caseId);
        return unitCode;
    }

    /** A mortgage of Bank A on the title, rank 1. */
    async mortgage(unitCode: string, ...owners: readonly Citizen[]): Promise<string> {
        const opened = await this.open(unitCode, mortgage(1));
        await this.sign(opened.caseId, ...owners);
        await this.lend(opened);
        await this.validate(opened.caseId);
        const { result } = await this.approve(opened.caseId);
        return result.mortgageId ?? '';
    }

    /** A command endorsed under the register's policy and kept back. */
    async endorsed(
        officerId: string,
        register: 'directory' | 'exchange' | 'land' | 'licence',
        transaction: string,
        input: object,
        commandId: string = randomBytes(8).toString('hex'),
    ): Promise<EndorsedTransaction> {
        const argument = Buffer.from(canonicalJson({ commandId, input }));
        const call = { chaincode: register, transaction, argument };
        const { transport } = this.as(officerId);
        for (;;) {
            try {
                return await transport.endorse(call, this.endorsers(register), limits);
            } catch (error) {
                // Peers of a young network learn from each other in rounds of seconds who runs what.
                if (!(error instanceof EndorseError && error.message.includes('failed to find any endorsing peers'))) {
                    throw error;
                }
            }
        }
    }

    /** Another bank, admitted by two founding agencies; its one officer. */
    async admitBank(): Promise<OfficerIdentity> {
        const [clerk] = await this.admit('bank-a-admin', ['mortgagee']);
        if (clerk === undefined) {
            throw new Error('no certificate was issued');
        }
        return clerk;
    }

    /**
     * Another agency, admitted by two founding agencies, whose officers sign under the organisation of `neighbour`. Each
     * of them has all the roles, all are in one department.
     */
    async admit(
        neighbour: string,
        roles: readonly string[],
        { officers: count = 1, clearance = 2 } = {},
    ): Promise<readonly OfficerIdentity[]> {
        const agencyId = `agency-${randomBytes(4).toString('hex')}`;
        const departmentId = 'main';
        const issued = await this.#issue(
            agencyId,
            Array.from({ length: count }, (_, index) => `${agencyId}-${String(index + 1)}`),
            neighbour,
        );
        const name = { en: 'Another agency', zh: '另一机构' };
        const grants = roles.map((role) => ({ role, jurisdiction: '110105', clearance, ...present() }));
        const agency = {
            agencyId,
            mspId: this.officer(neighbour).mspId,
            name,
            founding: false,
            roles,
            jurisdiction: '110105',
            departments: [{ departmentId, name }],
            officers: issued.map(({ officerId, principal }) => ({ officerId, departmentId, principal, grants })),
        };
        const motion = { agency, reason: 'joins' } as unknown as never;
        const { result } = await this.as('guo').directory.moveAdmission(motion);
        await this.as('han').directory.secondMotion({ motionId: result.motionId });
        return issued;
    }

    /** A new officer in the department of `colleague`, with the role from the agency's administrator. */
    async recruit(
        colleague: string,
        administrator: string,
        grant: { readonly departmentId: string; readonly role: 'consumer' | 'provider'; readonly clearance: number },
    ): Promise<OfficerIdentity> {
        const { agencyId } = this.officer(colleague);
        const { departmentId, role, clearance } = grant;
        const officerId = `recruit-${randomBytes(4).toString('hex')}`;
        const [recruit] = await this.#issue(agencyId, [officerId], colleague);
        if (recruit === undefined) {
            throw new Error('no certificate was issued');
        }
        const { directory } = this.as(administrator);
        await directory.registerOfficer({ officerId, departmentId, principal: recruit.principal });
        await directory.giveGrant({ officerId, role, jurisdiction: '110105', clearance, ...present() });
        return recruit;
    }

    /** A client certificate of the organisation of `colleague` that the directory does not know. */
    async unlisted(colleague: string): Promise<OfficerIdentity> {
        const { agencyId } = this.officer(colleague);
        const [client] = await this.#issue(agencyId, [`client-${randomBytes(4).toString('hex')}`], colleague);
        if (client === undefined) {
            throw new Error('no certificate was issued');
        }
        return client;
    }

    /** Certificates of the organisation of `neighbour`. */
    async #issue(
        agencyId: string,
        officerIds: readonly string[],
        neighbour: string,
    ): Promise<readonly OfficerIdentity[]> {
        const organization = this.organization(this.officer(neighbour).mspId);
        const { mspId, domain } = organization;
        const name = { en: agencyId, zh: agencyId };
        const agency = { agencyId, mspId, domain, port: 1, uscc: '', name, founding: false, roles: [] };
        const officers = officerIds.map((officerId) => ({ officerId, departmentId: 'main', grants: [] }));
        const data = { ...agency, jurisdiction: '110105', departments: [{ departmentId: 'main', name }], officers };
        return [...(await openOfficers([data], () => organization)).values()];
    }

    /** Number of blocks, as the officer's own peer says. */
    async height(officerId = 'chen'): Promise<number> {
        return heightAt(this.as(officerId));
    }
}

/** From yesterday to tomorrow. */
function present(): { readonly validFrom: string; readonly validTo: string } {
    const at = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();
    return { validFrom: at(-day), validTo: at(day) };
}

export interface OpenedCase {
    readonly caseId: string;
    readonly caseDigest: string;
}

export function firstRegistration(owners: readonly object[]): object {
    const parcel = { areaMm2: '86400000', locationLabel: '和平里一号楼', geometrySha256: documentHash('geometry') };
    return { type: 'FIRST_REGISTRATION', parcel, owners };
}

export function mortgage(rank: number): object {
    return { type: 'MORTGAGE', mortgagee: 'bank-a', amount: { amountMinor: '180000000', currency: 'CNY' }, rank };
}

export function sale(to: Citizen, ...discharges: readonly string[]): object {
    return {
        type: 'TRANSFER',
        transferees: [share(to.party)],
        price: { amountMinor: '300000000', currency: 'CNY' },
        discharges,
    };
}

/** The refusal that a call must end with. */
export async function refusalOf(call: Promise<unknown>): Promise<DomainRefusal> {
    const error: unknown = await call.then(
        () => new Error('the call succeeded'),
        (reason: unknown) => reason,
    );
    if (!(error instanceof DomainRefusal)) {
        throw error;
    }
    return error;
}

export function codeOf(call: Promise<unknown>): Promise<string> {
    return refusalOf(call).then(({ code }) => code);
}
