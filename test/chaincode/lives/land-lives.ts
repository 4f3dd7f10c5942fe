/** How each kind of record of the land register is brought into its states, and each transaction tried on it. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import type { Terms } from '../../../chaincode/src/land/terms';
import type { Cell } from '../../expectations/transitions';
import {
    caseLife,
    caseStates,
    mortgageLife,
    mortgageStates,
    sealLife,
    sealStates,
    titleLife,
    titleStates,
} from '../../expectations/land-transitions';
import { hex } from '../land/people';
import { type Act, playedLife, type Plays, type PlayedLife } from './play';
import { discharge, first, firstOfLi, LandStage, mortgage, release, sale, seal, stepInput, toLi } from './land-stage';

const nothing = hex('0', 32);
const roleOf: Readonly<Record<string, RoleName>> = { consentToCase: 'mortgagee', approveCase: 'examiner' };

/** A step on a case. */
async function step(stage: LandStage, { transaction }: Cell, caseId: string, record: string): Promise<Act> {
    const absent = caseId === nothing;
    const inputOf = async (): Promise<unknown> => {
        switch (transaction) {
            case 'lodgeConsent':
                return { caseId, jws: await stage.signature(caseId, absent ? hex('0') : undefined) };
            case 'consentToCase':
                return { caseId, caseDigest: absent ? hex('0') : await stage.digest(caseId) };
            default:
                return stepInput(transaction, caseId);
        }
    };
    const signer = stage.staff.clerk(roleOf[transaction] ?? 'registrar', 2);
    return { signer, input: await inputOf(), record };
}

function opening(stage: LandStage, unitCode: string, terms: Terms, record: string): Act {
    const role = terms.type === 'SEAL' || terms.type === 'RELEASE' ? 'judge' : 'registrar';
    return { signer: stage.staff.clerk(role, 2), input: stage.opening(unitCode, terms), record };
}

async function asked(stage: LandStage, question: string, input: object): Promise<unknown> {
    const reader = stage.staff.clerk('auditor');
    return (await stage.staff.desk.evaluate(reader, 'land', question, input)).result;
}
async function statusOf(stage: LandStage, question: string, input: object): Promise<string | undefined> {
    return ((await asked(stage, question, input)) as { status: string } | undefined)?.status;
}

const casePlayed = playedLife('case', caseStates, caseLife, async (): Promise<Plays> => {
    const stage = await LandStage.open();
    /** On a title of its own; lodged with everything there, unless consents are left out or given by signature. */
    const bring = async (from: string, how: 'complete' | 'bare' | 'signed'): Promise<[string, string]> => {
        const unitCode = await stage.current();
        if (from === 'ABSENT') return [unitCode, nothing];
        const lodge = {
            complete: () => stage.consented(unitCode, sale()),
            bare: () => stage.opened(unitCode, sale()),
            signed: () => (from === 'LODGED' ? stage.opened(unitCode, toLi) : stage.soldToLi(unitCode)),
        };
        const caseId = await lodge[how]();
        if (from === 'VALIDATED' || from === 'COMPLETED') await stage.validate(caseId);
        if (from === 'COMPLETED') await stage.approve(caseId);
        if (from === 'REJECTED') await stage.ended(caseId, 'rejectCase');
        if (from === 'WITHDRAWN') await stage.ended(caseId, 'withdrawCase');
        return [unitCode, caseId];
    };
    const flavour = ({ transaction, variant, from }: Cell): 'complete' | 'bare' | 'signed' => {
        if (transaction === 'lodgeConsent') return 'signed';
        const unfinished = from === 'LODGED' || from === 'REJECTED' || from === 'WITHDRAWN';
        const missing = transaction === 'consentToCase' || variant === 'with a consent missing';
        return missing && unfinished ? 'bare' : 'complete';
    };
    return {
        register: 'land',
        desk: stage.staff.desk,
        act: async (cell) => {
            const [unitCode, caseId] = await bring(cell.from, flavour(cell));
            const record = cell.from === 'ABSENT' ? 'land.case/' : `land.case/${caseId}`;
            if (cell.transaction === 'openCase') return opening(stage, unitCode, sale(), record);
            return step(stage, cell, caseId, record);
        },
        shown: async (from) => {
            const [, caseId] = await bring(from, 'complete');
            return statusOf(stage, 'caseById', { caseId });
        },
    };
});

const titlePlayed = playedLife('title', titleStates, titleLife, async (): Promise<Plays> => {
    const stage = await LandStage.open();
    const openings: Readonly<Record<string, Terms>> = {
        'of a first registration': first,
        'of a transfer': sale(),
        'of a mortgage': mortgage,
        'of a seal': seal,
    };
    const bring = async (from: string): Promise<string> => {
        if (from === 'CURRENT') return stage.current();
        const unitCode = stage.newUnit();
        if (from === 'PENDING') await stage.opened(unitCode, first);
        if (from === 'VOID') await stage.ended(await stage.opened(unitCode, first));
        return unitCode;
    };
    /** The case that the step is taken on, on a title that is PENDING or CURRENT. */
    const pending = (transaction: string, from: string, unitCode: string): Promise<string> => {
        const terms = from === 'PENDING' ? first : sale();
        switch (transaction) {
            case 'lodgeConsent':
                return stage.opened(unitCode, from === 'PENDING' ? firstOfLi : toLi);
            case 'consentToCase':
                return stage.opened(unitCode, terms);
            case 'approveCase':
                return stage.validated(unitCode, terms);
            default:
                return stage.consented(unitCode, terms);
        }
    };
    return {
        register: 'land',
        desk: stage.staff.desk,
        act: async (cell) => {
            const { transaction, variant, from } = cell;
            if (transaction === 'openCase') {
                const unitCode = await bring(from);
                return opening(stage, unitCode, openings[variant]!, `land.title/${unitCode}`);
            }
            const unitCode = from === 'CURRENT' ? await stage.current() : stage.newUnit();
            const caseId = await pending(transaction, from, unitCode);
            return step(stage, cell, caseId, `land.title/${unitCode}`);
        },
        shown: async (from) => statusOf(stage, 'titleByUnit', { unitCode: await bring(from) }),
    };
});

const mortgagePlayed = playedLife('mortgage', mortgageStates, mortgageLife, async (): Promise<Plays> => {
    const stage = await LandStage.open();
    const bring = async (from: string): Promise<[unitCode: string, mortgageId: string]> => {
        const unitCode = await stage.current();
        if (from === 'ABSENT') return [unitCode, nothing];
        const { mortgageId = '' } = await stage.completed(unitCode, mortgage);
        if (from === 'DISCHARGED') await stage.completed(unitCode, discharge(mortgageId));
        return [unitCode, mortgageId];
    };
    const termsOf = (variant: string, mortgageId: string): Terms => {
        const terms: Readonly<Record<string, Terms>> = {
            'of the mortgage': mortgage,
            'of a transfer that discharges it': sale(mortgageId),
            'of a transfer that carries it': sale(),
            'of a seal': seal,
        };
        return terms[variant] ?? discharge(mortgageId);
    };
    return {
        register: 'land',
        desk: stage.staff.desk,
        act: async (cell) => {
            const { transaction, variant, from } = cell;
            const [unitCode, mortgageId] = await bring(from);
            const record = from === 'ABSENT' ? 'land.mortgage/' : `land.mortgage/${mortgageId}`;
            const terms = termsOf(variant, mortgageId);
            if (transaction === 'openCase') return opening(stage, unitCode, terms, record);
            const prepare = {
                approveCase: () => stage.validated(unitCode, terms),
                consentToCase: () => stage.opened(unitCode, terms),
            };
            const prepared = transaction === 'approveCase' || transaction === 'consentToCase';
            const caseId = await (prepared ? prepare[transaction]() : stage.consented(unitCode, terms));
            return step(stage, cell, caseId, record);
        },
        shown: async (from) => {
            const [, mortgageId] = await bring(from);
            return statusOf(stage, 'mortgageById', { mortgageId });
        },
    };
});

const sealPlayed = playedLife('seal', sealStates, sealLife, async (): Promise<Plays> => {
    const stage = await LandStage.open();
    /** With a transfer that was ready before the court came. */
    const bring = async (from: string): Promise<{ unitCode: string; sealId: string; transfer: string }> => {
        const unitCode = await stage.current();
        const transfer = await stage.validated(unitCode, sale());
        if (from === 'ABSENT') return { unitCode, sealId: nothing, transfer };
        const { sealId = '' } = await stage.completed(unitCode, seal);
        if (from === 'RELEASED') await stage.completed(unitCode, release(sealId));
        return { unitCode, sealId, transfer };
    };
    return {
        register: 'land',
        desk: stage.staff.desk,
        act: async (cell) => {
            const { transaction, variant, from } = cell;
            const { unitCode, sealId, transfer } = await bring(from);
            const record = from === 'ABSENT' ? 'land.seal/' : `land.seal/${sealId}`;
            if (transaction === 'openCase') return opening(stage, unitCode, release(sealId), record);
            if (variant === 'of a transfer opened before') return step(stage, cell, transfer, record);
            if (transaction === 'approveCase') {
                const terms = from === 'ABSENT' ? seal : release(sealId);
                return step(stage, cell, await stage.validated(unitCode, terms), record);
            }
            const act = await step(stage, cell, await stage.opened(unitCode, release(sealId), 'judge'), record);
            return transaction === 'withdrawCase' ? { ...act, signer: stage.staff.clerk('judge', 2) } : act;
        },
        shown: async (from) => {
            const { unitCode, sealId } = await bring(from);
            const { items } = (await asked(stage, 'encumbrances', { unitCode })) as { items: { sealId?: string }[] };
            if (items.some((item) => item.sealId === sealId)) return 'SEALED';
            return from === 'RELEASED' && items.length === 0 ? 'RELEASED' : undefined;
        },
    };
});

export const landLives: readonly PlayedLife[] = [casePlayed, titlePlayed, mortgagePlayed, sealPlayed];
