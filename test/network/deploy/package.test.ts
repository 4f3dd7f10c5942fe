import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { packageChaincode, type PackageSource } from '../../../network/src/deploy/package';
import { openPackage } from '../../../network/src/deploy/package-file';

const land: PackageSource = { label: 'land_1', type: 'ccaas', connection: { address: '127.0.0.1:9999' } };

async function unpack(bytes: Uint8Array): Promise<Record<string, Buffer>> {
    const archive = extract();
    archive.end(gunzipSync(bytes));
    const files: Record<string, Buffer> = {};
    for await (const entry of archive) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of entry as AsyncIterable<Uint8Array>) {
            chunks.push(chunk);
        }
        files[entry.header.name] = Buffer.concat(chunks);
    }
    return files;
}

describe('a chaincode package', () => {
    it('has the id of an archive written by hand from the formats of tar and gzip', async () => {
        const { packageId, bytes } = await packageChaincode(land);

        // Two ustar headers with mode 644, owner 0 and time 0; stored deflate blocks; gzip header 1f8b08 00 00000000 00 ff.
        expect(packageId).toBe('land_1:04e8ec9281da5bfbb3c3ad1135c157798f02a912629833af09161c6db4f5609c');
        expect(bytes).toHaveLength(5143);
    });

    it('is the same whatever the order of the fields in the caller’s object', async () => {
        const one = await packageChaincode({
            ...land,
            connection: { address: 'a:1', tls_required: true, root_cert: 'PEM' },
        });
        const other = await packageChaincode({
            ...land,
            connection: { root_cert: 'PEM', tls_required: true, address: 'a:1' },
        });

        expect(other.packageId).toBe(one.packageId);
    });

    it('has another id for another address', async () => {
        const one = await packageChaincode(land);
        const other = await packageChaincode({ ...land, connection: { address: '127.0.0.1:9998' } });

        expect(other.packageId).not.toBe(one.packageId);
    });

    it('holds metadata.json and, in code.tar.gz, connection.json', async () => {
        const { bytes } = await packageChaincode(land);

        const outer = await unpack(bytes);
        const inner = await unpack(outer['code.tar.gz'] ?? Buffer.alloc(0));

        expect(Object.keys(outer)).toEqual(['code.tar.gz', 'metadata.json']);
        expect(outer['metadata.json']?.toString()).toBe('{"type":"ccaas","label":"land_1"}');
        expect(Object.keys(inner)).toEqual(['connection.json']);
        expect(inner['connection.json']?.toString()).toBe(
            '{"address":"127.0.0.1:9999","dial_timeout":"10s","tls_required":false}',
        );
    });

    it('stays readable when it is longer than one stored block', async () => {
        const certificate = 'x'.repeat(200_000);
        const { bytes } = await packageChaincode({ ...land, connection: { address: 'a:1', root_cert: certificate } });

        const inner = await unpack((await unpack(bytes))['code.tar.gz'] ?? Buffer.alloc(0));

        expect(inner['connection.json']?.toString()).toContain(certificate);
    });

    it.each(['land_1', '1', 'a.b+c-d_e'])('takes the label %s', async (label) => {
        await expect(packageChaincode({ ...land, label })).resolves.toMatchObject({ label });
    });

    it.each(['', '_land', '.land', 'land:1', 'land 1', 'ländle'])('refuses the label "%s"', async (label) => {
        await expect(packageChaincode({ ...land, label })).rejects.toMatchObject({ code: 'LABEL_INVALID' });
    });

    it('refuses a connection without an address', async () => {
        await expect(packageChaincode({ ...land, connection: { address: '' } })).rejects.toMatchObject({
            code: 'CONNECTION_INVALID',
        });
    });

    it('takes templates that each peer fills in with what it knows', async () => {
        const { bytes, packageId } = await packageChaincode({
            ...land,
            connection: {
                address: '{{.tabularium_land_a}}',
                tls_required: true,
                client_auth_required: true,
                root_cert: '{{.root}}',
                client_key: '{{.key}}',
                client_cert: '{{.cert}}',
            },
        });

        const inner = await unpack((await unpack(bytes))['code.tar.gz'] ?? Buffer.alloc(0));
        expect(inner['connection.json']?.toString()).toBe(
            '{"address":"{{.tabularium_land_a}}","dial_timeout":"10s","tls_required":true,"client_auth_required":true,' +
                '"client_key":"{{.key}}","client_cert":"{{.cert}}","root_cert":"{{.root}}"}',
        );
        const opened = await openPackage(bytes, 'land.tar.gz');
        expect(opened).toMatchObject({
            ...{ label: 'land_1', type: 'ccaas', packageId },
            server: { address: '{{.tabularium_land_a}}', tls: 'mutual' },
        });
    });

    it('of type node has the program below src, in the order of names', async () => {
        const files = ['dist/index.js', 'package.json', 'dist/a.js'].map((name) => ({
            name,
            content: Buffer.from(name),
        }));
        const { bytes } = await packageChaincode({ label: 'land_1', type: 'node', files });

        const outer = await unpack(bytes);
        expect(outer['metadata.json']?.toString()).toBe('{"path":"chaincode","type":"node","label":"land_1"}');
        const inner = await unpack(outer['code.tar.gz'] ?? Buffer.alloc(0));
        expect(Object.keys(inner)).toEqual(['src/dist/a.js', 'src/dist/index.js', 'src/package.json']);
    });

    it('of type node needs a package.json', async () => {
        await expect(packageChaincode({ label: 'land_1', type: 'node', files: [] })).rejects.toMatchObject({
            code: 'PACKAGE_INVALID',
        });
    });

    it('is refused when it is none', async () => {
        await expect(openPackage(Buffer.from('land'), 'packages/land.tar.gz')).rejects.toMatchObject({
            code: 'PACKAGE_INVALID',
            message: expect.stringContaining('packages/land.tar.gz') as string,
        });
    });

    const tar = spawnSync('tar', ['--version']).status === 0 ? it : it.skip;
    tar('is read by the system’s own tar: one owner, one mode, the beginning of time', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'package-'));
        const { bytes } = await packageChaincode(land);
        await writeFile(join(folder, 'land.tar.gz'), bytes);
        const list = execFileSync('tar', ['-tvzf', 'land.tar.gz', '--numeric-owner'], {
            cwd: folder,
            env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
        });
        await rm(folder, { recursive: true });

        const entries = list.toString().trim().split('\n');
        expect(entries.map((line) => line.replace(/\s+/g, ' '))).toEqual([
            expect.stringMatching(/^-rw-r--r-- (0\/0|0 0 0) .*(1970-01-01 00:00|Jan 1 1970) code\.tar\.gz$/),
            expect.stringMatching(/^-rw-r--r-- (0\/0|0 0 0) .*(1970-01-01 00:00|Jan 1 1970) metadata\.json$/),
        ]);
    });
});
