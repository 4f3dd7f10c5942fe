import { createTabularium, identityFromMsp, type Tabularium } from '@tabularium/client';
import { attachNetwork, nodeFileSystem, type OrganizationHandle } from '@tabularium/network';
import type { Command } from 'commander';
import path from 'node:path';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { readRunning, type Running } from './running';

export const DEFAULT_DIR = '.tabularium';

/** For commands that are shown: nothing for the usual folder. */
export function dirOption(dir: string): string {
    return dir === DEFAULT_DIR ? '' : ` --dir ${dir}`;
}

/** Which network a command is about: one of ours, by `running.json`, or anybody's, by test-network's layout. */
export interface NetworkChoice {
    readonly dir: string;
    readonly network?: string;
    readonly channel?: string;
}

export interface RunningNetwork {
    readonly channelId: string;
    readonly organizations: readonly OrganizationHandle[];
    /** Absent for a network that is known by its folder only. */
    readonly running?: Running;
}

export function networkOptions(command: Command, language: Language): Command {
    const text = {
        dir: { en: 'folder given to npm start or up', zh: 'npm start 或 up 所用的目录' },
        network: {
            en: 'any running network: folder in the layout of test-network',
            zh: '任意运行中的网络：test-network 布局的目录',
        },
        channel: { en: 'channel, with --network', zh: '通道，与 --network 同用' },
    };
    return command
        .option('--dir <folder>', text.dir[language], DEFAULT_DIR)
        .option('--network <folder>', text.network[language])
        .option('--channel <name>', text.channel[language], 'mychannel');
}

export function asOption(command: Command, language: Language): Command {
    const text = {
        en: 'sign as this user, e.g. chen or User1@org1.example.com; default: the first organisation’s Admin',
        zh: '以该用户签名，如 chen 或 User1@org1.example.com；默认为第一个组织的 Admin',
    };
    return command.option('--as <user>', text[language]);
}

/** @throws UsageError when nothing runs there */
export async function findNetwork({ dir, network, channel }: NetworkChoice): Promise<RunningNetwork> {
    if (network !== undefined) {
        // The version plays no part here, and is not asked.
        const channelId = channel ?? 'mychannel';
        return attachNetwork({ dir: path.resolve(network), channelId, fabric: '2.5' });
    }
    const running = await readRunning(dir);
    if (running === undefined) {
        throw notRunning(dir);
    }
    const organizations = running.organisations.map(async (organisation) => {
        const { mspId, domain, address, hostAlias, materialDir } = organisation;
        const file = path.join(materialDir, 'peers', hostAlias, 'tls', 'ca.crt');
        const bytes = await nodeFileSystem.readFile(file);
        if (bytes === undefined) {
            throw new UsageError(
                { en: `${file} is missing.`, zh: `缺少 ${file}。` },
                { en: 'Start the network again.', zh: '请重新启动网络。' },
            );
        }
        const tlsRootCertPem = Buffer.from(bytes).toString('utf8');
        return { mspId, domain, materialDir, peer: { address, hostAlias, tlsRootCertPem } };
    });
    return { channelId: running.channel, organizations: await Promise.all(organizations), running };
}

export function notRunning(dir: string): UsageError {
    return new UsageError(
        { en: `No network runs in ${path.resolve(dir)}.`, zh: `${path.resolve(dir)} 中没有运行中的网络。` },
        {
            en: 'Start one with npm start or npm run tabularium -- up, or name another with --dir or --network.',
            zh: '请用 npm start 或 npm run tabularium -- up 启动，或用 --dir、--network 指定其他网络。',
        },
    );
}

/** A client at the user's own organisation. @throws UsageError naming the users there are */
export async function connectAs(network: RunningNetwork, user?: string): Promise<Tabularium> {
    const { organization, name } = await findUser(network, user);
    return createTabularium({
        connection: organization.peer,
        identity: identityFromMsp(path.join(organization.materialDir, 'users', name, 'msp'), organization.mspId),
        channelName: network.channelId,
    });
}

interface FoundUser {
    readonly organization: OrganizationHandle;
    /** With its domain. */
    readonly name: string;
}

async function findUser({ organizations }: RunningNetwork, user = firstAdmin(organizations)): Promise<FoundUser> {
    const users = await allUsers(organizations);
    const found = users.filter(({ name }) => name === user || name.split('@')[0] === user);
    const [first] = found;
    if (first !== undefined && found.length === 1) {
        return first;
    }
    const candidates = found.length > 0 ? found : users.filter(({ name }) => !name.startsWith('Admin@'));
    const names = candidates.map(({ name }) => (found.length > 0 ? name : (name.split('@')[0] ?? name)));
    const list = (names.length > 0 ? names : users.map(({ name }) => name)).join(', ');
    throw found.length > 0
        ? new UsageError(
              { en: `There is more than one ${user}.`, zh: `有多个 ${user}。` },
              { en: `Give one of: ${list}.`, zh: `请指定其一：${list}。` },
          )
        : new UsageError(
              { en: `The network knows no user ${user}.`, zh: `网络中没有用户 ${user}。` },
              { en: `There are: ${list}.`, zh: `现有：${list}。` },
          );
}

async function allUsers(organizations: readonly OrganizationHandle[]): Promise<readonly FoundUser[]> {
    const users = organizations.map(async (organization) => {
        const names = await nodeFileSystem.list(path.join(organization.materialDir, 'users'));
        return names.map((name) => ({ organization, name }));
    });
    return (await Promise.all(users)).flat();
}

function firstAdmin(organizations: readonly OrganizationHandle[]): string {
    return `Admin@${organizations[0]?.domain ?? ''}`;
}
