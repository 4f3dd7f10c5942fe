import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contractsFor } from '../../chaincode/src/registers';
import type { StateOperations } from '../support/ledger/state-operations';
import { playDirectory } from './plays/directory';
import { playExchange } from './plays/exchange';
import { playLand } from './plays/land';
import { playLicence } from './plays/licence';
import type { OperationLog } from './plays/operation-log';
import { stateOperations } from './state-operations';
import { operationTables } from './state-operations-page';

const plays: Readonly<Record<string, () => Promise<OperationLog>>> = {
    directory: playDirectory,
    land: playLand,
    licence: playLicence,
    exchange: playExchange,
};
const names = (budgets: object): string[] => Object.keys(budgets).sort();

function rounded({ bytes = 0, ...operations }: StateOperations): StateOperations {
    return { ...operations, bytes: Math.ceil(bytes / 100) * 100 };
}

describe('what submits ask of their endorsers', () => {
    it.each(Object.entries(plays))(
        'is in %s what the budget says, no operation more and none less',
        async (register, play) => {
            const { entries } = await play();
            const measured = Object.entries(entries).map(([transaction, situations]) => {
                const each = Object.entries(situations).map(([situation, of]) => [situation, rounded(of)] as const);
                return [transaction, Object.fromEntries(each)] as const;
            });
            expect(Object.fromEntries(measured)).toEqual(stateOperations[register]);
        },
    );

    it('is budgeted for every register that can be deployed', () => {
        const deployable = contractsFor(undefined).map((Contract) => new Contract().getName());
        expect(names(stateOperations)).toEqual(deployable.sort());
        expect(names(plays)).toEqual(deployable.sort());
    });

    it('is never a range: submits read keys', () => {
        const budgets = Object.values(stateOperations).flatMap((transactions) => Object.values(transactions));
        expect(budgets.flatMap((situations) => Object.values(situations)).some(({ ranges }) => ranges)).toBe(false);
    });

    it('is published as it is budgeted', () => {
        const page = readFileSync(path.resolve(__dirname, '../../docs/state-operations.md'), 'utf8');
        expect(page.slice(page.indexOf('## '))).toBe(operationTables(stateOperations));
    });
});
