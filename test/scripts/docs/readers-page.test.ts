import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readableRegisters } from '../../../chaincode/src/readers';
import * as directory from '../../../chaincode/src/directory/records';
import * as exchange from '../../../chaincode/src/exchange/records';
import * as land from '../../../chaincode/src/land/records';
import * as licence from '../../../chaincode/src/licence/records';
import { readersPage } from '../../../scripts/src/docs/readers-page';

const page = path.resolve(__dirname, '../../../docs/readers.md');

describe('the page of readers', () => {
    it('is what npm run docs makes of the registers today', async () => {
        expect(await readFile(page, 'utf8')).toBe(readersPage());
    });

    it.each(Object.entries({ directory, exchange, land, licence }))('has every record of %s', (name, exported) => {
        const listed = readableRegisters.find(({ definition }) => definition.name === name);
        const types = [...(listed?.records ?? []), ...(listed?.privateRecords ?? [])].map(({ docType }) => docType);
        expect(new Set(types)).toEqual(new Set(Object.values(exported).flatMap(docTypeOf)));
    });

    it('says of every record what it holds', () => {
        const records = readableRegisters.flatMap((register) => [...register.records, ...register.privateRecords]);
        expect(records.filter(({ holds = '' }) => holds === '').map(({ docType }) => docType)).toEqual([]);
    });

    it('keeps delivered data from everybody but the organisation that asked for them, and there under a seal', () => {
        expect(readersPage()).toContain(
            'The delivered data, sealed to the key that the use names | the organisation whose inbox it is |',
        );
    });
});

function docTypeOf(value: object): readonly string[] {
    return 'docType' in value && typeof value.docType === 'string' ? [value.docType] : [];
}
