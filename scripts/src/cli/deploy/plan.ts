/**
 * What approve and commit would do, as ordinary `peer` commands: the files that they name are written for review, and
 * nothing else happens.
 */
import type { RegisterDeployment } from '@tabularium/chaincode/deployments';
import {
    type AgencyDeployer,
    approveLine,
    type ApproveOptions,
    collectionsText,
    type CommandPlace,
    commitLine,
    environmentLines,
    installLine,
    nodeFileSystem,
    type OpenedPackage,
} from '@tabularium/network';
import path from 'node:path';
import { type AgencyFolder, packageFile, termsOf } from '../../registers/agency-folder';
import { CHANNEL_FILE } from '../../registers/channel-file';
import { UsageError } from '../../text/usage-error';
import type { Say } from '../terminal';

export interface PlanContext {
    readonly agency: AgencyFolder;
    readonly deployer: AgencyDeployer;
    readonly say: Say;
    readonly options: ApproveOptions;
}

/** A register with the package that is to run it. */
interface PackedRegister {
    readonly deployment: RegisterDeployment;
    readonly pack: OpenedPackage;
}

export async function planApprovals(
    { agency, deployer, say, options }: PlanContext,
    packed: readonly PackedRegister[],
): Promise<number> {
    const place = await commandPlace(agency);
    const lines: string[] = [];
    for (const { deployment, pack } of packed) {
        const plan = await deployer.planApproval(termsOf(agency, deployment), pack, options);
        if (plan.installs) {
            lines.push(installLine(packageFile(agency.folder, deployment.register)));
        }
        if (plan.approves) {
            const collections = await collectionsFile(agency, deployment);
            lines.push(approveLine(place, plan.definition, pack.packageId, collections));
        }
    }
    tell(say, place, lines);
    return 0;
}

export async function planCommits(
    { agency, deployer, say, options }: PlanContext,
    registers: readonly RegisterDeployment[],
): Promise<number> {
    const place = await commandPlace(agency);
    const lines: string[] = [];
    for (const register of registers) {
        const plan = await deployer.planCommit(termsOf(agency, register), options);
        if (plan !== undefined) {
            const peers = await Promise.all(plan.mspIds.map((mspId) => peerPlace(agency, mspId)));
            lines.push(commitLine(place, plan.definition, peers, await collectionsFile(agency, register)));
        }
    }
    tell(say, place, lines);
    return 0;
}

function tell(say: Say, place: CommandPlace, lines: readonly string[]): void {
    if (lines.length === 0) {
        say({ en: '# Nothing to do.', zh: '# 无事可做。' });
        return;
    }
    say({
        en: '# Nothing is done. With FABRIC_CFG_PATH set to the folder of core.yaml, these do the same:',
        zh: '# 未作任何更改。将 FABRIC_CFG_PATH 设为 core.yaml 所在目录后，下列命令效果相同：',
    });
    for (const line of [...environmentLines(place), ...lines]) {
        say(line);
    }
}

async function commandPlace(agency: AgencyFolder): Promise<CommandPlace> {
    const { own, channel } = agency;
    const { mspId } = own.organization;
    const [orderer] = channel.orderers;
    if (orderer === undefined) {
        throw missingAddress(agency.folder, 'orderers');
    }
    return {
        mspId,
        mspDir: own.mspDir,
        channelId: channel.channel,
        peer: await peerPlace(agency, mspId),
        orderer: {
            address: orderer.address,
            hostAlias: orderer.hostAlias,
            tlsRootFile: await planFile(agency, 'orderer-tls-root.pem', orderer.tlsRootCertPem),
        },
    };
}

async function peerPlace(agency: AgencyFolder, mspId: string): Promise<CommandPlace['peer']> {
    const { own, channel, folder } = agency;
    const peer = mspId === own.organization.mspId ? own.organization.peer : channel.peers[mspId];
    if (peer === undefined) {
        throw missingAddress(folder, `peers.${mspId}`);
    }
    return {
        address: peer.address,
        tlsRootFile: await planFile(agency, `${mspId}-tls-root.pem`, peer.tlsRootCertPem),
    };
}

async function collectionsFile(
    agency: AgencyFolder,
    { register, collections }: RegisterDeployment,
): Promise<string | undefined> {
    return collections.length === 0
        ? undefined
        : planFile(agency, `${register}-collections.json`, collectionsText(collections));
}

async function planFile({ folder }: AgencyFolder, name: string, content: string): Promise<string> {
    const file = path.join(folder, 'plan', name);
    await nodeFileSystem.writeFile(file, content);
    return file;
}

function missingAddress(folder: string, what: string): UsageError {
    const file = path.join(folder, CHANNEL_FILE);
    return new UsageError(
        { en: `${file} has no ${what}, which the peer command needs.`, zh: `${file} 没有 peer 命令所需的 ${what}。` },
        { en: 'Add its address, name and TLS root certificate.', zh: '请补充其地址、名称与 TLS 根证书。' },
    );
}
