import { readOwnOrganization } from '../../../network/src/native/own-organization';
import { createOrganizationMaterial, writeOrganization } from '../../../network/src/ca/material';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { memoryFiles } from './memory-files';

const seams = { crypto: nodeCrypto, clock: systemClock, random: systemRandom };

function materialOf(number: number): ReturnType<typeof createOrganizationMaterial> {
    const spec = { mspId: `Org${String(number)}MSP`, domain: `org${String(number)}.example.com` };
    return createOrganizationMaterial({ kind: 'peer', ...spec, nodes: ['peer0'], users: [] }, seams);
}

type Files = Record<string, string>;

async function filesOf(material: ReturnType<typeof materialOf>): Promise<Files> {
    const written: Files = {};
    await writeOrganization('machine/organizations', material, {
        ...memoryFiles({}),
        writeFile: (path, content) => {
            written[path] = Buffer.from(content).toString();
            return Promise.resolve();
        },
    });
    return written;
}

describe('an agency’s folder', () => {
    const one = materialOf(1);
    const two = materialOf(2);
    const admin = 'machine/organizations/peerOrganizations/org1.example.com/users/Admin@org1.example.com/msp';
    const read = (files: Files): ReturnType<typeof readOwnOrganization> =>
        readOwnOrganization('machine', memoryFiles(files), nodeCrypto);
    let files: Files;

    beforeEach(async () => {
        files = await filesOf(one);
    });

    it('gives the organisation, its administrator and nothing else', async () => {
        const { organization, admin: signer, mspDir } = await read(files);
        expect(organization).toMatchObject({ mspId: 'Org1MSP', domain: 'org1.example.com' });
        expect(signer.mspId).toBe('Org1MSP');
        expect(mspDir).toBe(admin);
    });

    it('may hold what is public of others', async () => {
        const others = Object.entries(await filesOf(two));
        const open = Object.fromEntries(others.filter(([path]) => !/keystore|\.key$|priv_sk/.test(path)));
        const { organization } = await read({ ...files, ...open });
        expect(organization.mspId).toBe('Org1MSP');
    });

    it('holds no administrator’s key of another organisation beside its own', async () => {
        await expect(read({ ...files, ...(await filesOf(two)) })).rejects.toMatchObject({
            code: 'KEY_OF_OTHER_ORGANIZATION',
            message: expect.stringContaining('org1.example.com, org2.example.com') as string,
        });
    });

    it('needs a key', async () => {
        const { [`${admin}/keystore/priv_sk`]: key, ...without } = files;
        expect(key).toContain('PRIVATE KEY');
        await expect(read(without)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    });

    it('needs the key of its certificate', async () => {
        files[`${admin}/keystore/priv_sk`] = two.users[0]?.identity.privateKeyPem ?? '';
        await expect(read(files)).rejects.toMatchObject({
            code: 'KEY_OF_OTHER_ORGANIZATION',
            message: expect.stringContaining('do not belong together') as string,
        });
    });

    it('needs a certificate of its own authority', async () => {
        const other = two.users[0]?.identity;
        files[`${admin}/keystore/priv_sk`] = other?.privateKeyPem ?? '';
        for (const name of ['cert.pem', 'Admin@org1.example.com-cert.pem']) {
            files[`${admin}/signcerts/${name}`] = other?.certificatePem ?? '';
        }
        await expect(read(files)).rejects.toMatchObject({
            code: 'KEY_OF_OTHER_ORGANIZATION',
            message: expect.stringContaining('was not issued by an authority') as string,
        });
    });
});
