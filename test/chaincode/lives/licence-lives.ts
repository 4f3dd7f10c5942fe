/** How each kind of record of the licence register is brought into its states, and each transaction tried on it. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import type { Cell } from '../../expectations/transitions';
import {
    accreditationLife,
    accreditationStates,
    licenceLife,
    licenceStates,
    typeLife,
    typeStates,
} from '../../expectations/licence-transitions';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { issuerUscc } from '../licence/bureau';
import { type Act, playedLife, once, type Plays, type PlayedLife } from './play';
import { later, type LicenceObjects, LicenceStage } from './licence-stage';

const byAuthority: readonly string[] = ['defineType', 'accreditIssuer', 'deaccreditIssuer'];

function actOn(stage: LicenceStage, { transaction, from }: Cell, objects: LicenceObjects, record: string): Act {
    const role: RoleName = byAuthority.includes(transaction) ? 'licensingAuthority' : 'issuer';
    const { input } = stage.command(transaction, objects);
    // A second accreditation begins where the first one ended; the others would follow at any time.
    const change = transaction === 'accreditIssuer' && from === 'EXPIRED' ? { validFrom: later } : {};
    return {
        signer: stage.staff.clerk(role, 2),
        input: { ...input, ...change },
        options: from === 'EXPIRED' ? { at: later } : {},
        record,
    };
}

/** A licence of the type that the step can be taken on, or the identifier of one that can be issued. */
async function licenceFor(stage: LicenceStage, transaction: string, typeCode: string): Promise<string> {
    if (transaction === 'issueLicence') return stage.newIdentifier(typeCode);
    const identifier = await stage.issued(typeCode);
    return transaction === 'resumeLicence' ? stage.take(identifier, 'suspendLicence') : identifier;
}
const needsLicence = (transaction: string): boolean => !byAuthority.includes(transaction);

const typePlayed = playedLife('type', typeStates, typeLife, async (): Promise<Plays> => {
    const stage = await LicenceStage.open();
    const undefinedType = stage.newType();
    return {
        register: 'licence',
        desk: stage.staff.desk,
        act: async (cell) => {
            const { transaction, from } = cell;
            const unaccredited = transaction === 'accreditIssuer' || transaction === 'defineType';
            const defined = (): Promise<string> => (unaccredited ? stage.defined() : stage.accredited());
            const typeCode = from === 'ABSENT' ? undefinedType : await defined();
            const identifier = needsLicence(transaction) ? await licenceFor(stage, transaction, typeCode) : '';
            const record = `licence.type/${typeCode}`;
            // A type has no status: it is there or not.
            const endOf = ({ writes }: Outcome) => (writes.some(({ key }) => key === record) ? 'DEFINED' : undefined);
            return { ...actOn(stage, cell, { typeCode, identifier }, record), endOf };
        },
        shown: async (from) => {
            const typeCode = from === 'ABSENT' ? undefinedType : await stage.defined();
            const reader = stage.staff.clerk('auditor');
            const { result } = await stage.staff.desk.evaluate(reader, 'licence', 'typeByCode', { typeCode });
            return result === undefined ? undefined : 'DEFINED';
        },
    };
});

const accreditationPlayed = playedLife(
    'accreditation',
    accreditationStates,
    accreditationLife,
    async (): Promise<Plays> => {
        const stage = await LicenceStage.open();
        /** With a licence that was issued while that was possible. */
        const bring = async (from: string, transaction: string): Promise<LicenceObjects> => {
            if (from === 'ABSENT') {
                const typeCode = await stage.defined();
                return { typeCode, identifier: stage.newIdentifier(typeCode) };
            }
            const typeCode = await stage.accredited(from === 'EXPIRED' ? later : undefined);
            const identifier = needsLicence(transaction) ? await licenceFor(stage, transaction, typeCode) : '';
            if (from === 'WITHDRAWN') await stage.withdraw(typeCode);
            return { typeCode, identifier };
        };
        return {
            register: 'licence',
            desk: stage.staff.desk,
            act: async (cell) => {
                const objects = await bring(cell.from, cell.transaction);
                return actOn(stage, cell, objects, `licence.issuer/${issuerUscc}/${objects.typeCode}`);
            },
            shown: async (from) => {
                const { typeCode } = await bring(from, 'accreditIssuer');
                const at = from === 'EXPIRED' ? later : stage.staff.desk.now;
                const input = { issuerUscc, limit: 200 };
                const reader = stage.staff.clerk('auditor');
                const asked = await stage.staff.desk.evaluate(reader, 'licence', 'accreditationsOf', input, { at });
                const { items } = asked.result as { items: readonly Shown[] };
                const own = items.find((item) => item.typeCode === typeCode);
                const validTo = own?.accreditations.at(-1)?.validTo;
                return validTo !== undefined && validTo <= at ? 'EXPIRED' : own?.status;
            },
        };
    },
);

interface Shown {
    readonly typeCode: string;
    readonly status: string;
    readonly accreditations: readonly { readonly validTo?: string }[];
}

const licencePlayed = playedLife('licence', licenceStates, licenceLife, async (): Promise<Plays> => {
    const stage = await LicenceStage.open();
    const typeCode = await stage.accredited();
    const steps: Readonly<Record<string, string>> = {
        SUSPENDED: 'suspendLicence',
        REVOKED: 'revokeLicence',
        SUPERSEDED: 'renewLicence',
    };
    const bring = once(async (from) => {
        if (from === 'ABSENT') return stage.newIdentifier(typeCode);
        const identifier = await stage.issued(typeCode, from === 'EXPIRED' ? later : undefined);
        const step = steps[from];
        return step === undefined ? identifier : stage.take(identifier, step);
    });
    return {
        register: 'licence',
        desk: stage.staff.desk,
        act: async (cell) => {
            const identifier = await bring(cell.from);
            return actOn(stage, cell, { typeCode, identifier }, `licence.licence/${identifier}`);
        },
        shown: async (from) => {
            const identifier = await bring(from);
            const at = from === 'EXPIRED' ? later : stage.staff.desk.now;
            const reader = stage.staff.clerk('auditor');
            const asked = await stage.staff.desk.evaluate(reader, 'licence', 'verifyLicence', { identifier }, { at });
            const { reasons } = asked.result as { reasons: readonly string[] };
            return reasons[0] === 'NOT_FOUND' ? undefined : (reasons[0] ?? 'ISSUED');
        },
    };
});

export const licenceLives: readonly PlayedLife[] = [typePlayed, accreditationPlayed, licencePlayed];
