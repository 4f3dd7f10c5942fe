/**
 * A network with an officer for every role in every relation that the matrix asks about, and clerks who prepare the
 * records: another officer of the same post, so that no rule on who did what before is met by chance.
 */
import type { z } from 'zod';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { RoleName } from '../../../chaincode/src/directory/roles';
import { createChaincode } from '../../../chaincode/src/host';
import type { CollectionConfig } from '../../../chaincode/src/runtime/collections';
import type { Relation } from '../../expectations/access';
import { type CallOptions, LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { documentHash } from '../directory/founding-document';

type Document = z.input<typeof FoundingDocument>;
type Agency = Document['agencies'][number];

export const start = '2026-03-01T08:00:00.000Z';
const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };
/** When every right of the founding document has ended. */
export const afterPeriod = '2027-01-01T00:00:00.000Z';

/** Where the officers of each role sit who are concerned; all others are at `ELSEWHERE`. */
export type Houses = Readonly<Record<RoleName, string>>;
export const ELSEWHERE = 'Elsewhere';
/** Founding agencies of the committee, which are concerned by nothing else. */
const BOARD = ['BoardA', 'BoardB'] as const;

interface Post {
    readonly officerId: string;
    readonly agencyId: string;
    readonly departmentId: string;
    readonly role: RoleName;
    readonly jurisdiction: string;
    readonly clearance: number;
}

export class Staff {
    readonly desk = new LedgerDesk();
    readonly houses: Houses;
    readonly #signers: ReadonlyMap<string, Signer>;

    private constructor(houses: Houses, signers: ReadonlyMap<string, Signer>) {
        this.houses = houses;
        this.#signers = signers;
        this.desk.now = start;
    }

    /** Founded; the register beside the directory is empty. */
    static async of(
        houses: Houses,
        register: string,
        codes: Readonly<Record<string, string>> = {},
        collections: readonly CollectionConfig[] = [],
    ): Promise<Staff> {
        const posts = postsOf(houses);
        const signers = await Promise.all(
            posts.map(
                async ({ officerId, agencyId }) =>
                    [officerId, await createSigner({ mspId: mspOf(agencyId), commonName: officerId })] as const,
            ),
        );
        const staff = new Staff(houses, new Map(signers));
        const document = foundingDocument(posts, staff.#signers, codes);
        const config = { foundingDocumentSha256: documentHash(document), clockGuardMs: 'off' } as const;
        for (const name of new Set(['directory', register])) {
            staff.desk.install(
                name,
                createChaincode({ register: name, ...config }),
                name === register ? collections : [],
            );
        }
        const stranger = await createSigner({ mspId: mspOf(BOARD[0]), commonName: 'stranger' });
        passed(await staff.desk.submit(stranger, 'directory', 'bootstrap', { document }));
        return staff;
    }

    officer(role: RoleName, relation: Relation | 'retired'): Signer {
        return this.#signer(`${role}-${relation}`);
    }

    /** Another officer of the post `own`. */
    clerk(role: RoleName, number: 1 | 2 = 1): Signer {
        return this.#signer(`${role}-clerk${String(number)}`);
    }

    /** The own officer's renewed certificate, with attributes that name another role. */
    narrowed(role: RoleName): Promise<Signer> {
        const attributes = { 'tab.role': role === 'auditor' ? 'provider' : 'auditor' };
        const mspId = mspOf(this.houses[role]);
        return createSigner({ mspId, commonName: `${role}-own`, serialNumber: '02', attributes });
    }

    /** Somebody with a certificate of the agency concerned and without an office. */
    stranger(role: RoleName): Promise<Signer> {
        return createSigner({ mspId: mspOf(this.houses[role]), commonName: `${role}-stranger` });
    }

    async retire(role: RoleName): Promise<void> {
        const administrator = this.#signer(`administrator-of-${this.houses[role]}`);
        const input = { officerId: `${role}-retired`, reason: 'by age' };
        passed(await this.desk.submit(administrator, 'directory', 'retireOfficer', input));
    }

    async suspendAll(): Promise<void> {
        for (const agencyId of new Set(Object.values(this.houses))) await this.decide('Suspension', agencyId);
    }

    /** A motion of the committee, moved and carried. */
    async decide(kind: 'Suspension' | 'Reinstatement', agencyId: string): Promise<string> {
        const [mover, seconder] = BOARD.map((board) => this.#signer(`governor-of-${board}`));
        const input = { agencyId, reason: 'by decision 7' };
        const moved = await this.desk.submit(mover!, 'directory', `move${kind}`, input);
        const { motionId } = passed(moved).result as { motionId: string };
        passed(await this.desk.submit(seconder!, 'directory', 'secondMotion', { motionId }));
        return motionId;
    }

    governor(board: 0 | 1): Signer {
        return this.#signer(`governor-of-${BOARD[board]}`);
    }

    #signer(officerId: string): Signer {
        const signer = this.#signers.get(officerId);
        if (signer === undefined) throw new Error(`there is no ${officerId}`);
        return signer;
    }
}

export const mspOf = (agencyId: string): string => `${agencyId}MSP`;

export function passed(outcome: Outcome): Outcome {
    if (outcome.status >= 400) throw new Error(outcome.message);
    return outcome;
}

/** What a stage asks of a register, and with which private input at whose peer. */
export interface Command {
    readonly input: unknown;
    readonly options?: CallOptions;
}

function postsOf(houses: Houses): readonly Post[] {
    const at = { departmentId: 'main', jurisdiction: '11', clearance: 3 };
    const differing: Readonly<Record<Relation | 'retired' | 'clerk1' | 'clerk2', Partial<Post>>> = {
        own: {},
        otherDepartment: { departmentId: 'archive' },
        otherAgency: { agencyId: ELSEWHERE },
        lowClearance: { clearance: 1 },
        outside: { jurisdiction: '33' },
        retired: {},
        clerk1: {},
        clerk2: {},
    };
    const staff = RoleName.options.flatMap((role) =>
        Object.entries(differing).map(([relation, change]): Post => {
            return { officerId: `${role}-${relation}`, agencyId: houses[role], role, ...at, ...change };
        }),
    );
    const managers = [...new Set(Object.values(houses))].map((agencyId): Post => {
        return { officerId: `administrator-of-${agencyId}`, agencyId, role: 'administrator', ...at };
    });
    const board = BOARD.map((agencyId): Post => {
        return { officerId: `governor-of-${agencyId}`, agencyId, role: 'governor', ...at };
    });
    return [...staff, ...managers, ...board];
}

function foundingDocument(
    posts: readonly Post[],
    signers: ReadonlyMap<string, Signer>,
    codes: Readonly<Record<string, string>>,
): Document {
    return {
        title: { zh: '共同记录处', en: 'Common record office' },
        agencies: [...new Set(posts.map(({ agencyId }) => agencyId))].map((agencyId): Agency => {
            const own = posts.filter((post) => post.agencyId === agencyId);
            const uscc = codes[agencyId];
            return {
                agencyId,
                ...(uscc !== undefined && { uscc }),
                name: { zh: '机构', en: agencyId },
                mspId: mspOf(agencyId),
                founding: true,
                roles: [...new Set(own.map(({ role }) => role))],
                jurisdiction: '',
                departments: ['main', 'archive'].map((departmentId) => ({
                    departmentId,
                    name: { zh: '处室', en: departmentId },
                })),
                officers: own.map(({ officerId, departmentId, role, jurisdiction, clearance }) => ({
                    officerId,
                    departmentId,
                    principal: signers.get(officerId)!.principal,
                    grants: [{ role, jurisdiction, clearance, ...period }],
                })),
            };
        }),
    };
}
