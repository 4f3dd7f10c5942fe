/** Who may do what, asked cell by cell: every role, in every relation and lapse that could let it slip through. */
import { RoleName } from '../../chaincode/src/directory/roles';
import { directoryAccess } from '../expectations/directory-access';
import { exchangeAccess } from '../expectations/exchange-access';
import { landAccess } from '../expectations/land-access';
import { licenceAccess } from '../expectations/licence-access';
import { openDirectory } from './access-matrix/directory-matrix';
import { openExchange } from './access-matrix/exchange-matrix';
import { openLand } from './access-matrix/land-matrix';
import { openLicence } from './access-matrix/licence-matrix';
import { type Matrix, rowsOf, runRow, runSuspended } from './access-matrix/matrix';

/** How many cells each table has, counted by hand, so that none is lost unseen. */
describe.each([
    { register: 'directory', size: 2320, rows: rowsOf(directoryAccess), open: openDirectory },
    { register: 'exchange', size: 1672, rows: rowsOf(exchangeAccess), open: openExchange },
    { register: 'land', size: 1520, rows: rowsOf(landAccess), open: openLand },
    { register: 'licence', size: 1336, rows: rowsOf(licenceAccess), open: openLicence },
])('access to $register', ({ size, rows, open }) => {
    let matrix: Matrix;
    let cells = 0;

    beforeAll(async () => {
        matrix = await open();
        for (const role of RoleName.options) await matrix.staff.retire(role);
    });

    it.each(rows)('%s is for whom the expectation names, and for nobody else', async (name, row) => {
        const result = await runRow(matrix, name, row);
        cells += result.cells;
        expect(result.differences).toEqual([]);
    });

    it('ends with the suspension of the agency', async () => {
        await matrix.staff.suspendAll();
        for (const [name, row] of rows) {
            const result = await runSuspended(matrix, name, row);
            cells += result.cells;
            expect({ name, differences: result.differences }).toEqual({ name, differences: [] });
        }
    });

    it(`has ${String(size)} cells, and all were asked`, () => {
        expect(cells).toBe(size);
    });
});
