/**
 * Four agencies on machines of their own: a folder each, with its own organisation's material and nothing secret of any
 * other, and the built commands run in it as an administrator runs them.
 */
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NetworkBackend, OrganizationHandle } from '../../../network/src/backend';
import { builderConfig, chaincodeAddress } from '../../../scripts/src/registers/chaincode-address';
import { AgenciesFile, type AgenciesData } from '../../../scripts/src/story/story-data';
import { type Ended, type Staying, staying, tabularium } from '../../scripts/cli/terminal-session';

const story = path.resolve(__dirname, '../../../scripts/story/agencies.json');
export const agencyIds = ['land-registry', 'civil-affairs', 'data-authority', 'market-regulation'] as const;
export const registers = ['directory', 'land', 'exchange', 'licence'] as const;

/** The story's agencies as far as they are here, all of them founding: three of four decide about the directory. */
export async function fourAgencies(): Promise<AgenciesData> {
    const data = AgenciesFile.parse(JSON.parse(await readFile(story, 'utf8')));
    const isHere = (agencyId: string): boolean => agencyIds.some((id) => id === agencyId);
    return {
        ...data,
        registers: Object.fromEntries(
            Object.entries(data.registers).map(([register, { owner, witnesses }]) => [
                register,
                { owner, witnesses: witnesses.filter(isHere) },
            ]),
        ) as AgenciesData['registers'],
        agencies: agencyIds.flatMap((agencyId) =>
            data.agencies
                .filter((agency) => agency.agencyId === agencyId)
                .map((agency) => ({ ...agency, founding: true })),
        ),
    };
}

/** What the builder of the peer at this address is told. */
export function builderConfigAt(address: string): Readonly<Record<string, string>> {
    return builderConfig(registers, (register, slot) =>
        chaincodeAddress(
            { peer: { address } },
            registers.findIndex((each) => each === register),
            slot,
        ),
    );
}

export class Machine {
    readonly folder: string;
    readonly mspId: string;
    readonly #printed: string[] = [];

    constructor(folder: string, mspId: string) {
        this.folder = folder;
        this.mspId = mspId;
    }

    async deploy(command: string, ...args: readonly string[]): Promise<Ended> {
        const ended = await tabularium('deploy', command, '--folder', this.folder, ...args);
        this.#printed.push(ended.stdout, ended.stderr);
        return ended;
    }

    /** Every line that the commands of this machine have printed. */
    get printed(): readonly string[] {
        return this.#printed.flatMap((text) => text.split('\n'));
    }

    async serve(...args: readonly string[]): Promise<Staying> {
        const serving = await staying('Ctrl+C', 'deploy', 'serve', '--folder', this.folder, ...args);
        this.#printed.push(serving.printed());
        return serving;
    }

    path(...names: readonly string[]): string {
        return path.join(this.folder, ...names);
    }

    /** Paths of files with a private key in them. */
    async keys(): Promise<readonly string[]> {
        const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
        const contents = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
        return contents
            .filter(([, content]) => content.includes('PRIVATE KEY'))
            .map(([file]) => path.relative(this.folder, file));
    }
}

/** One folder per agency below `root`, in the order of `agencyIds`. */
export async function machinesOf(root: string, backend: NetworkBackend): Promise<readonly Machine[]> {
    const agencies = await fourAgencies();
    return Promise.all(backend.organizations.map((organization) => machineOf(root, organization, agencies)));
}

async function machineOf(root: string, organization: OrganizationHandle, agencies: AgenciesData): Promise<Machine> {
    const { domain, materialDir, mspId } = organization;
    const folder = path.join(root, mspId);
    const organizations = path.join(folder, 'organizations');
    await mkdir(path.join(organizations, 'peerOrganizations'), { recursive: true });
    await cp(materialDir, path.join(organizations, 'peerOrganizations', domain), { recursive: true });
    // Of the orderer only what everybody may see.
    const ordererOf = (base: string): string =>
        path.join(base, 'ordererOrganizations/example.com/orderers/orderer.example.com/tls');
    await mkdir(ordererOf(organizations), { recursive: true });
    await cp(
        path.join(ordererOf(path.resolve(materialDir, '../..')), 'ca.crt'),
        path.join(ordererOf(organizations), 'ca.crt'),
    );
    await writeFile(path.join(folder, 'agencies.json'), JSON.stringify(agencies, undefined, 4));
    return new Machine(folder, mspId);
}

/**
 * A folder with the registers' built program, changed by a line: another version of the software. It lies where its
 * modules are found.
 */
export async function otherVersion(line: string): Promise<string> {
    const root = path.resolve(__dirname, '../../..');
    const folder = await mkdtemp(path.join(root, 'node_modules/.tabularium-version-'));
    await cp(path.join(root, 'chaincode/dist'), path.join(folder, 'dist'), { recursive: true });
    for (const name of ['package.json', 'npm-shrinkwrap.json']) {
        await cp(path.join(root, 'chaincode', name), path.join(folder, name));
    }
    await appendFile(path.join(folder, 'dist/index.js'), `${line}\n`);
    return folder;
}

/** Contributions of all, put together by the first, and given back to all. */
export async function agree(machines: readonly Machine[], ordererAddress: string): Promise<void> {
    const files = await Promise.all(
        machines.map(async (machine, index) => {
            const agency = agencyIds[index] ?? '';
            expect(await machine.deploy('contribute', '--agency', agency, '--orderer', ordererAddress)).toMatchObject({
                code: 0,
                stderr: '',
            });
            return machine.path(`contribution-${machine.mspId}.json`);
        }),
    );
    const [first, ...others] = machines;
    if (first === undefined) {
        throw new Error('there are no machines');
    }
    expect(await first.deploy('found', '--contributions', ...files)).toMatchObject({ code: 0, stderr: '' });
    for (const machine of others) {
        for (const name of ['founding.json', 'channel.json']) {
            await cp(first.path(name), machine.path(name));
        }
    }
}
