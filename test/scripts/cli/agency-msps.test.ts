import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dealtMsps, readMsps } from '../../../scripts/src/cli/agency-msps';
import { type AgenciesData, readAgencies } from '../../../scripts/src/story/story-data';

describe('the agencies of the story on a network of others', () => {
    let agencies: AgenciesData;
    let folder: string;

    beforeAll(async () => {
        agencies = await readAgencies(path.resolve(__dirname, '../../../scripts/story'));
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-msps-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('leave the registry its own MSP, so that neither witness nor lender shares it', () => {
        expect(dealtMsps(agencies, ['Org1MSP', 'Org2MSP'])).toEqual({
            'land-registry': 'Org1MSP',
            'civil-affairs': 'Org2MSP',
            'tax-bureau': 'Org2MSP',
            court: 'Org2MSP',
            'bank-a': 'Org2MSP',
            'data-authority': 'Org2MSP',
            'market-regulation': 'Org2MSP',
        });
    });

    it('are dealt over the other MSPs in turn, witnesses first', () => {
        expect(dealtMsps(agencies, ['Org1MSP', 'Org2MSP', 'Org3MSP'])).toEqual({
            'land-registry': 'Org1MSP',
            'civil-affairs': 'Org2MSP',
            'tax-bureau': 'Org3MSP',
            court: 'Org2MSP',
            'bank-a': 'Org3MSP',
            'data-authority': 'Org2MSP',
            'market-regulation': 'Org3MSP',
        });
    });

    it('share the only MSP where there is one', () => {
        expect(new Set(Object.values(dealtMsps(agencies, ['Org1MSP'])))).toEqual(new Set(['Org1MSP']));
    });

    const place = async (placed: object): Promise<string> => {
        const file = path.join(folder, 'profile.json');
        await writeFile(file, JSON.stringify({ agencies: placed }));
        return file;
    };
    const all = {
        'land-registry': 'Org2MSP',
        'civil-affairs': 'Org1MSP',
        'tax-bureau': 'Org1MSP',
        court: 'Org1MSP',
        'bank-a': 'Org2MSP',
        'data-authority': 'Org1MSP',
        'market-regulation': 'Org1MSP',
    };

    it('stand where a profile puts them', async () => {
        const file = await place(all);
        await expect(readMsps(file, agencies, ['Org1MSP', 'Org2MSP'])).resolves.toEqual(all);
    });

    it('are refused where the profile forgets one or names a stranger', async () => {
        const file = await place({ ...all, court: 'Org3MSP', 'bank-a': undefined });
        const reading = readMsps(file, agencies, ['Org1MSP', 'Org2MSP']);
        await expect(reading).rejects.toThrow('does not place court → Org3MSP, bank-a. ');
    });

    it('are refused where nobody else would see what the owner of land writes', async () => {
        const file = await place({ ...all, 'civil-affairs': 'Org2MSP', 'tax-bureau': 'Org2MSP' });
        const reading = readMsps(file, agencies, ['Org1MSP', 'Org2MSP']);
        await expect(reading).rejects.toThrow('puts land-registry and all witnesses of land under Org2MSP.');
    });

    it('are refused where nobody else would see what the owner of another register writes', async () => {
        const file = await place({ ...all, 'land-registry': 'Org1MSP', 'tax-bureau': 'Org2MSP' });
        const reading = readMsps(file, agencies, ['Org1MSP', 'Org2MSP']);
        await expect(reading).rejects.toThrow('puts market-regulation and all witnesses of licence under Org1MSP.');
    });

    it('are refused where the file is none', async () => {
        const reading = readMsps(path.join(folder, 'nowhere.json'), agencies, ['Org1MSP']);
        await expect(reading).rejects.toThrow('is missing or not a profile');
    });
});
