import { readersTable } from '../../../chaincode/src/runtime/readers-table';
import { announcements, drafts, letters, vaultApi } from './vault-register';

const everybody = 'every member of the channel';
const endorsers = 'the organisations whose peers endorse it: members of the collections that it writes';
const vault = { definition: vaultApi, records: [announcements], privateRecords: [drafts, letters] };

describe('the table of readers', () => {
    it('says of everything that a register leaves behind who can read it', () => {
        const rows = readersTable([vault]);
        expect(new Set(rows.map(({ register }) => register))).toEqual(new Set(['vault']));
        expect(rows.map(({ what, holds, readers }) => [what, holds, readers])).toEqual([
            ['vault.announcement', 'Who writes to whom, and the commitment to the letter.', everybody],
            ['transactions', 'Inputs and results of submits, events, signers.', everybody],
            ['vault.draft in pair', 'The letter.', 'the two organisations of the pair and the owner of the register'],
            ['vault.draft (hashes)', 'SHA-256 of keys and of salted values.', everybody],
            ['vault.letter in inbox', 'Letters that were delivered.', 'the organisation whose inbox it is'],
            ['vault.letter (hashes)', 'SHA-256 of keys and of salted values.', everybody],
            ['announce (private input)', 'Transient data of the proposal.', endorsers],
            ['deliver (private input)', 'Transient data of the proposal.', endorsers],
            ['discard (private input)', 'Transient data of the proposal.', endorsers],
            ['misbehave (private input)', 'Transient data of the proposal.', endorsers],
            ['whisper (private input)', 'Transient data of the proposal.', endorsers],
            ['askVault (private input)', 'Transient data of the proposal.', endorsers],
        ]);
    });

    it('is not made where a record’s family is not declared', () => {
        expect(() => readersTable([{ ...vault, definition: { ...vaultApi, collections: [] } }])).toThrow(
            'vault.draft lies in family pair, which vault does not declare',
        );
    });
});
