/** How each kind of record of the directory register is brought into its states, and each transaction tried on it. */
import {
    agencyLife,
    agencyStates,
    keyLife,
    keyStates,
    motionLife,
    motionStates,
    officerLife,
    officerStates,
    rightLife,
    rightStates,
} from '../../expectations/directory-transitions';
import type { Cell } from '../../expectations/transitions';
import type { Outcome } from '../../support/ledger/ledger-desk';
import type { Signer } from '../../support/ledger/signers';
import { hex, newSigningKey, type SigningKey } from '../land/people';
import { playedLife, once, type Plays, type PlayedLife } from './play';
import { afterSoon, DirectoryStage, soonEnded } from './directory-stage';

const nothing = hex('0', 32);
const reason = 'by the book';

function playsOf(stage: DirectoryStage, plays: Omit<Plays, 'register' | 'desk'>): Plays {
    return { register: 'directory', desk: stage.staff.desk, ...plays };
}

async function asked(stage: DirectoryStage, question: string, input: object): Promise<unknown> {
    const reader = stage.staff.clerk('auditor');
    return (await stage.staff.desk.evaluate(reader, 'directory', question, input)).result;
}
async function statusOf(stage: DirectoryStage, question: string, input: object): Promise<string | undefined> {
    return ((await asked(stage, question, input)) as { status: string } | undefined)?.status;
}

/** The agency that a motion describes. */
const idOf = (agency: object): string => (agency as { agencyId: string }).agencyId;

const agencyPlayed = playedLife('agency', agencyStates, agencyLife, async () => {
    const stage = await DirectoryStage.open();
    const bring = async (from: string): Promise<object> => {
        const agency = await stage.newcomer();
        if (from === 'ABSENT') return agency;
        await stage.carried(await stage.movedAdmission(agency));
        if (from === 'SUSPENDED') await stage.carried(await stage.moved('Suspension', idOf(agency)));
        return agency;
    };
    /** Two motions to the same end are made before the first is carried, where the end is reached already. */
    const motion = async (variant: string, from: string): Promise<[agency: object, motionId: string]> => {
        const before: Readonly<Record<string, string>> = {
            'to admit it': 'ABSENT',
            'to suspend it': 'ACTIVE',
            'to reinstate it': 'SUSPENDED',
        };
        const agency = await bring(before[variant]!);
        const moves: Readonly<Record<string, () => Promise<string>>> = {
            'to admit it': () => stage.movedAdmission(agency),
            'to suspend it': () => stage.moved('Suspension', idOf(agency)),
            'to reinstate it': () => stage.moved('Reinstatement', idOf(agency)),
        };
        const move = moves[variant]!;
        const motionId = await move();
        if (from !== before[variant]) await stage.carried(await move());
        return [agency, motionId];
    };
    return playsOf(stage, {
        act: async ({ transaction, variant, from }) => {
            if (transaction === 'secondMotion' || transaction === 'withdrawMotion') {
                const [agency, motionId] = await motion(variant, from);
                const signer =
                    transaction === 'secondMotion' ? stage.staff.governor(1) : stage.staff.clerk('governor', 2);
                return { signer, input: { motionId }, record: `directory.agency/${idOf(agency)}` };
            }
            const agency = await bring(from);
            const input = transaction === 'moveAdmission' ? { agency, reason } : { agencyId: idOf(agency), reason };
            return { signer: stage.staff.clerk('governor', 2), input, record: `directory.agency/${idOf(agency)}` };
        },
        shown: async (from) => statusOf(stage, 'agencyById', { agencyId: idOf(await bring(from)) }),
    });
});

interface Officer {
    readonly officerId: string;
    readonly signer: Signer;
}

const officerPlayed = playedLife('officer', officerStates, officerLife, async () => {
    const stage = await DirectoryStage.open();
    const bring = async (from: string): Promise<Officer> => {
        if (from === 'ABSENT') return { officerId: stage.newName('nobody'), signer: await stage.newSubject() };
        const officer = await stage.officer();
        const { officerId } = officer;
        if (from === 'RETIRED') await stage.do('administrator', 'retireOfficer', { officerId, reason });
        if (from === 'REBOUND') {
            const { principal } = await stage.newSubject();
            await stage.do('administrator', 'rebindOfficer', { officerId, principal });
        }
        return officer;
    };
    const inputOf = async ({ transaction, variant, from }: Cell, { officerId, signer }: Officer): Promise<object> => {
        switch (transaction) {
            case 'registerOfficer': {
                const sameId = variant === 'under the same id';
                const id = sameId || from === 'ABSENT' ? officerId : stage.newName('somebody');
                return stage.registration(id, sameId && from !== 'ABSENT' ? await stage.newSubject() : signer);
            }
            case 'rebindOfficer':
                return { officerId, principal: (await stage.newSubject()).principal };
            case 'giveGrant':
                return stage.right(officerId);
            case 'revokeGrant':
                return { officerId, grantId: from === 'IN_OFFICE' ? await stage.given(officerId) : nothing, reason };
            default:
                return { officerId, reason };
        }
    };
    return playsOf(stage, {
        act: async (cell) => {
            const officer = await bring(cell.from);
            const { mspId, subjectHash } = officer.signer.principal;
            const signer = stage.staff.clerk('administrator', 2);
            return { signer, input: await inputOf(cell, officer), record: `directory.officer/${mspId}/${subjectHash}` };
        },
        shown: async (from) => {
            const { signer } = await bring(from);
            const { items } = (await asked(stage, 'officersOf', { agencyId: 'Land', limit: 200 })) as {
                items: { principal: Signer['principal']; status: string }[];
            };
            return items.find(({ principal }) => principal.subjectHash === signer.principal.subjectHash)?.status;
        },
    });
});

const rightPlayed = playedLife('right', rightStates, rightLife, async () => {
    const stage = await DirectoryStage.open();
    const bring = async (from: string): Promise<Officer & { readonly grantId: string }> => {
        const officer = await stage.officer();
        const { officerId } = officer;
        if (from === 'ABSENT') return { ...officer, grantId: nothing };
        const grantId = await stage.given(officerId, from === 'ENDED' ? soonEnded : {});
        if (from === 'REVOKED') await stage.do('administrator', 'revokeGrant', { officerId, grantId, reason });
        return { ...officer, grantId };
    };
    const timeOf = (from: string): string => (from === 'ENDED' ? afterSoon : stage.staff.desk.now);
    /** From the officer's record, where the rights are listed; one that has ended may be listed no more. */
    const endOf =
        ({ transaction, from }: Cell, grantId: string) =>
        ({ writes }: Outcome): string | undefined => {
            const written = writes.find(({ key }) => key.startsWith('directory.officer/'));
            const grants = (written?.value as { grants: { grantId: string }[] } | undefined)?.grants ?? [];
            if (from === 'ABSENT') return grants.length === 1 ? 'GIVEN' : undefined;
            const listed = grants.some((grant) => grant.grantId === grantId);
            return transaction === 'revokeGrant' && !listed ? 'REVOKED' : listed || from !== 'GIVEN' ? from : undefined;
        };
    return playsOf(stage, {
        act: async (cell) => {
            const { officerId, signer, grantId } = await bring(cell.from);
            const { mspId, subjectHash } = signer.principal;
            return {
                signer: stage.staff.clerk('administrator', 2),
                input: cell.transaction === 'giveGrant' ? stage.right(officerId) : { officerId, grantId, reason },
                options: { at: timeOf(cell.from) },
                record: `directory.officer/${mspId}/${subjectHash}`,
                endOf: endOf(cell, grantId),
            };
        },
        shown: async (from) => {
            const { officerId, grantId } = await bring(from);
            if (grantId === nothing) return undefined;
            const { grants } = (await asked(stage, 'officerById', { officerId })) as {
                grants: { grantId: string; validTo: string }[];
            };
            const listed = grants.find((grant) => grant.grantId === grantId);
            if (listed === undefined) return 'REVOKED';
            return listed.validTo <= timeOf(from) ? 'ENDED' : 'GIVEN';
        },
    });
});

const keyPlayed = playedLife('key', keyStates, keyLife, async () => {
    const stage = await DirectoryStage.open();
    const bring = once(async (from): Promise<SigningKey> => {
        if (from === 'ABSENT') return newSigningKey('A'.repeat(43));
        const key = await stage.key(from === 'EXPIRED' ? soonEnded : {});
        if (from === 'REVOKED') await stage.do('identityProvider', 'revokeKey', { kid: key.kid, reason });
        return key;
    });
    const timeOf = (from: string): string => (from === 'EXPIRED' ? afterSoon : stage.staff.desk.now);
    return playsOf(stage, {
        act: async ({ transaction, from }) => {
            const key = await bring(from);
            return {
                signer: stage.staff.clerk('identityProvider', 2),
                input: transaction === 'attestKey' ? stage.attestation(key) : { kid: key.kid, reason },
                options: { at: timeOf(from) },
                record: from === 'ABSENT' ? 'directory.key/' : `directory.key/${key.kid}`,
            };
        },
        shown: async (from) => {
            const { kid } = await bring(from);
            const key = (await asked(stage, 'keyByKid', { kid })) as { status: string; validTo: string } | undefined;
            return key !== undefined && key.validTo <= timeOf(from) ? 'EXPIRED' : key?.status;
        },
    });
});

const motionPlayed = playedLife('motion', motionStates, motionLife, async () => {
    const stage = await DirectoryStage.open();
    const overdue = '2026-04-02T08:00:00.000Z';
    const bring = once(async (from): Promise<[agencyId: string, motionId: string]> => {
        const agencyId = await stage.admitted();
        if (from === 'ABSENT') return [agencyId, nothing];
        const motionId = await stage.moved('Suspension', agencyId);
        if (from === 'CARRIED') await stage.carried(motionId);
        if (from === 'WITHDRAWN') await stage.do('governor', 'withdrawMotion', { motionId });
        return [agencyId, motionId];
    });
    const timeOf = (from: string): string => (from === 'EXPIRED' ? overdue : stage.staff.desk.now);
    return playsOf(stage, {
        act: async ({ transaction, from }) => {
            const [agencyId, motionId] = await bring(from);
            return {
                signer: transaction === 'secondMotion' ? stage.staff.governor(1) : stage.staff.clerk('governor', 2),
                input: transaction === 'moveSuspension' ? { agencyId, reason } : { motionId },
                options: { at: timeOf(from) },
                record: from === 'ABSENT' ? 'directory.motion/' : `directory.motion/${motionId}`,
            };
        },
        shown: async (from) => {
            const [, motionId] = await bring(from);
            const motion = (await asked(stage, 'motionById', { motionId })) as
                { status: string; expiresAt: string } | undefined;
            return motion !== undefined && motion.expiresAt <= timeOf(from) ? 'EXPIRED' : motion?.status;
        },
    });
});

export const directoryLives: readonly PlayedLife[] = [
    agencyPlayed,
    officerPlayed,
    rightPlayed,
    keyPlayed,
    motionPlayed,
];
