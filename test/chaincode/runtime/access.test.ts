import { allows, type PlainRow } from '../../../chaincode/src/runtime/access';
import type { Caller, Grant } from '../../../chaincode/src/runtime/caller';

function caller(...grants: readonly Grant[]): Caller {
    const principal = { mspId: 'Org1MSP', subjectHash: '0'.repeat(64) };
    return { principal, officerId: 'ann', agencyId: 'land-bureau', departmentId: 'main', grants };
}
const grant = (role: string, jurisdiction = '', clearance = 1): Grant => ({ role, jurisdiction, clearance });

describe('the access table', () => {
    const row: PlainRow = { roles: ['registrar'], clearance: 2, within: 'unitCode' };

    it.each<[string, PlainRow, Caller, unknown, boolean]>([
        ['lets any officer pass a public row', { public: true }, caller(), {}, true],
        ['denies where nothing is said', {}, caller(grant('registrar', '', 4)), {}, false],
        ['lets the role pass', { roles: ['a', 'b'] }, caller(grant('b')), {}, true],
        ['denies another role', { roles: ['a'] }, caller(grant('b')), {}, false],
        ['denies a name of Object.prototype as role', { roles: ['a'] }, caller(grant('constructor')), {}, false],
        ['lets the right grant pass', row, caller(grant('registrar', '1101', 2)), { unitCode: '110105001' }, true],
        ['denies low clearance', row, caller(grant('registrar', '', 1)), { unitCode: '110105' }, false],
        ['denies another region', row, caller(grant('registrar', '33', 4)), { unitCode: '110105' }, false],
        ['denies a region wider than the grant', row, caller(grant('registrar', '1101', 2)), { unitCode: '11' }, false],
        ['denies a missing field', row, caller(grant('registrar', '', 4)), {}, false],
        ['denies an inherited field', row, caller(grant('registrar', '', 4)), Object.create({ unitCode: '11' }), false],
        [
            'denies one grant with the role and another with the region',
            row,
            caller(grant('registrar', '33', 4), grant('clerk', '', 4)),
            { unitCode: '110105' },
            false,
        ],
        [
            'lets the own agency pass',
            { roles: ['a'], ownAgency: 'agencyId' },
            caller(grant('a')),
            { agencyId: 'land-bureau' },
            true,
        ],
        [
            'denies another agency',
            { roles: ['a'], ownAgency: 'agencyId' },
            caller(grant('a')),
            { agencyId: 'bank' },
            false,
        ],
    ])('%s', (_name, table, who, input, expected) => {
        expect(allows(table, who, input)).toBe(expected);
    });
});
