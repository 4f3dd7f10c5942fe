/** The tests of one register's access: a row at a time, so that a difference names its transaction. */
import { RoleName } from '../../../chaincode/src/directory/roles';
import type { AccessRow } from '../../expectations/access';
import { type Matrix, runRow, runSuspended } from './matrix';

export function describeMatrix(
    register: string,
    /** How many cells the table has, so that none is lost unseen. */
    size: number,
    table: Readonly<Record<string, AccessRow<string> | undefined>>,
    open: () => Promise<Matrix>,
): void {
    const rows = Object.entries(table).flatMap(([name, row]) => (row === undefined ? [] : [[name, row] as const]));

    describe(`access to ${register}`, () => {
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
}
