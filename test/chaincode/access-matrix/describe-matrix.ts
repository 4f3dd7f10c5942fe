/** The tests of one register's access: a row at a time, so that a difference names its transaction. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import { RoleName as roleNames } from '../../../chaincode/src/directory/roles';
import type { AccessRow } from '../../expectations/access';
import { cellsPerRow, type Matrix, runRow, runSuspended } from './matrix';

export function describeMatrix(
    register: string,
    table: Readonly<Record<string, AccessRow<string> | undefined>>,
    open: () => Promise<Matrix>,
): void {
    const rows = Object.entries(table).flatMap(([name, row]) => (row === undefined ? [] : [[name, row] as const]));

    describe(`access to ${register}`, () => {
        let matrix: Matrix;
        let cells = 0;

        beforeAll(async () => {
            matrix = await open();
            for (const role of roleNames.options) await matrix.staff.retire(role as RoleName);
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

        it(`was asked about in all ${String(rows.length * cellsPerRow)} cells`, () => {
            expect(cells).toBe(rows.length * cellsPerRow);
        });
    });
}
