import type { NativeHandle, NetworkBackend } from '@tabularium/network';
import path from 'node:path';
import pc from 'picocolors';
import type { RecordOffice } from '../registers/record-office';
import { registerHeading, registerWords } from '../story/register-words';
import type { AgenciesData } from '../story/story-data';
import { dirOption } from './running-network';
import { blocksInWords, type Say } from './terminal';

interface Told {
    readonly say: Say;
    readonly network: NetworkBackend & { readonly dataDir: string };
    /** Of a network of Fabric's own processes; memory is undefined where the machine does not tell. */
    readonly native?: Pick<NativeHandle, 'nodes'> & { readonly memoryBytes: number | undefined };
    readonly height: number;
    /** As it was given. */
    readonly dir: string;
    readonly milliseconds: number;
}

/** The network of agencies: who listens where, who may act, what to try. */
export function tellStory({
    agencies,
    office,
    ...told
}: Told & { readonly agencies: AgenciesData; readonly office: RecordOffice | undefined }): void {
    const { say } = told;
    ready(told);
    tellAgencies(told, agencies, office);
    orderer(told);
    if (office !== undefined) {
        say(registerHeading);
    }
    for (const register of office?.plan ?? []) {
        const words = registerWords(register, agencies);
        say({ en: `   ${words.en}`, zh: `   ${words.zh}` });
    }
    const officer = agencies.agencies[0]?.officers[0]?.officerId;
    if (office === undefined || officer === undefined) {
        say({
            en: '   no registers: deploy your own chaincode with the Admin identities of the organisations',
            zh: '   未部署登记簿：可用各组织的 Admin 身份自行部署链码',
        });
    }
    folders(told);
    say({ en: '   In a second terminal:', zh: '   在另一个终端：' });
    const dir = dirOption(told.dir);
    if (office !== undefined && officer !== undefined) {
        const input = JSON.stringify({ agencyId: agencies.agencies[0]?.agencyId });
        say(pc.cyan(`      npm run tabularium -- call directory agencyById '${input}' --as ${officer}${dir}`));
    }
    say(pc.cyan(`      npm run tabularium -- blocks${dir}`));
    ending(told);
}

function tellAgencies({ say, network }: Told, agencies: AgenciesData, office: RecordOffice | undefined): void {
    for (const { mspId, peer } of network.organizations) {
        const agency = agencies.agencies.find((candidate) => candidate.mspId === mspId);
        const officers =
            office === undefined ? '' : (agency?.officers ?? []).map(({ officerId }) => officerId).join(', ');
        const line = (name: string): string =>
            `   ${mspId.padEnd(20)} ${peer.address.padEnd(16)} ${name}${officers === '' ? '' : pc.dim(`: ${officers}`)}`;
        say({ en: line(agency?.name.en ?? ''), zh: line(agency?.name.zh ?? '') });
    }
}

/** A network in place of fabric-samples' test-network: what its applications need to be told. */
export function tellTestNetwork(told: Told): void {
    const { say, network } = told;
    ready(told);
    for (const { mspId, peer } of network.organizations) {
        say(`   ${mspId.padEnd(20)} ${peer.address.padEnd(16)} ${pc.dim(peer.hostAlias)}`);
    }
    orderer(told);
    folders(told);
    const [first] = network.organizations;
    if (first !== undefined) {
        say({
            en: '   For the applications of fabric-samples (application-gateway-*):',
            zh: '   供 fabric-samples 的应用（application-gateway-*）使用：',
        });
        const exports = {
            CRYPTO_PATH: path.resolve(first.materialDir),
            PEER_ENDPOINT: first.peer.address,
            PEER_HOST_ALIAS: first.peer.hostAlias,
            MSP_ID: first.mspId,
        };
        for (const [name, value] of Object.entries(exports)) {
            say(pc.cyan(`      export ${name}=${value}`));
        }
    }
    const orderers = network.orderer.address.endsWith(':7050') ? '' : ` --orderer ${network.orderer.address}`;
    say({ en: '   To put the registers on it, in a second terminal:', zh: '   在另一个终端部署登记簿：' });
    say(pc.cyan(`      npm run tabularium -- deploy --network ${shown(network.dataDir)}${orderers}`));
    ending(told);
}

function ready({ say, network, native, height: blocks, milliseconds }: Told): void {
    const seconds = (milliseconds / 1000).toFixed(1);
    const count = String(network.organizations.length);
    const height = blocksInWords(blocks);
    const fabric =
        native === undefined ? { en: 'as Fabric', zh: '按 Fabric' } : { en: 'on Fabric', zh: '运行于 Fabric' };
    say({
        en: pc.bold(
            `${count} organisations on channel ${network.channelId}, ${fabric.en} ${network.fabric}, ready after ${seconds} s; ${height.en}`,
        ),
        zh: pc.bold(
            `通道 ${network.channelId} 上 ${count} 个组织，${fabric.zh} ${network.fabric}，${seconds} 秒就绪；${height.zh}`,
        ),
    });
}

function orderer({ say, network }: Told): void {
    const { address, mspId } = network.orderer;
    say({
        en: `   ${mspId.padEnd(20)} ${address.padEnd(16)} ${pc.dim('orderer')}`,
        zh: `   ${mspId.padEnd(20)} ${address.padEnd(16)} ${pc.dim('排序节点')}`,
    });
}

function folders({ say, network, native }: Told): void {
    if (native !== undefined) {
        const { nodes, memoryBytes } = native;
        const count = String(nodes.length);
        const megabytes = memoryBytes === undefined ? undefined : String(Math.round(memoryBytes / 1e6));
        const logs = shown(path.join(network.dataDir, 'log'));
        say({
            en: `   ${count} processes of Fabric${megabytes === undefined ? '' : `, ${megabytes} MB`}; logs in ${logs}`,
            zh: `   ${count} 个 Fabric 进程${megabytes === undefined ? '' : `，共 ${megabytes} MB`}；日志位于 ${logs}`,
        });
    }
    const folder = shown(path.join(network.dataDir, 'organizations'));
    say({ en: `   certificates and connection profiles in ${folder}`, zh: `   证书与连接配置位于 ${folder}` });
}

function ending(told: Told): void {
    told.say({
        en: `   Ctrl+C, or npm run tabularium -- down${dirOption(told.dir)}, ends it; the next up goes on with the same ledger.`,
        zh: `   按 Ctrl+C 或执行 npm run tabularium -- down${dirOption(told.dir)} 结束；下次 up 接续同一账本。`,
    });
}

/** Short where it is below the current folder. */
function shown(folder: string): string {
    const relative = path.relative('.', folder);
    return relative.startsWith('..') ? folder : relative;
}
