/**
 * The folder from which one agency's administrator deploys: the own organisation's material, and the files that all
 * administrators share. Whoever holds the folder can act for that organisation and for no other.
 */
import type { RegisterDeployment } from '@tabularium/chaincode/deployments';
import { createTabularium, identityFromMsp, type Tabularium } from '@tabularium/client';
import {
    AgencyDeployer,
    type ChaincodeTerms,
    nodeCrypto,
    nodeFileSystem,
    openPackage,
    type OpenedPackage,
    type OwnOrganization,
    readOwnOrganization,
} from '@tabularium/network';
import path from 'node:path';
import { type AgenciesData, readAgencies } from '../story/story-data';
import { UsageError } from '../text/usage-error';
import { type ChannelFile, readChannelFile } from './channel-file';
import { codeVersion } from './code-version';
import { type Founding, readFounding } from './founding';
import { registersPlan } from './registers-plan';

export interface AgencyFolder {
    readonly folder: string;
    readonly own: OwnOrganization;
    readonly agencies: AgenciesData;
    readonly channel: ChannelFile;
    readonly plan: readonly RegisterDeployment[];
    /** Folder of the registers' built package. */
    readonly chaincodeRoot: string;
    /** Of that package. */
    readonly version: string;
    /** Undefined until it is agreed on. */
    readonly founding: Founding | undefined;
}

export const FOUNDING_FILE = 'founding.json';

/** @throws UsageError, DeployError naming the file that is missing or wrong */
export async function openAgencyFolder(folder: string, chaincodeRoot: string): Promise<AgencyFolder> {
    const agencies = await readAgencies(folder);
    const own = await readOwnOrganization(folder, nodeFileSystem, nodeCrypto);
    const [channel, version, founding] = await Promise.all([
        readChannelFile(folder, agencies),
        codeVersion(chaincodeRoot),
        readFounding(path.join(folder, FOUNDING_FILE)),
    ]);
    const plan = planOf(agencies, channel);
    return { folder, own, agencies, channel, plan, chaincodeRoot, version, founding };
}

/** @throws UsageError where the agencies' places make no plan, e.g. when nobody but the owner would witness */
function planOf(agencies: AgenciesData, channel: ChannelFile): readonly RegisterDeployment[] {
    try {
        return registersPlan(agencies, (agencyId) => channel.agencies[agencyId] ?? '');
    } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new UsageError(
            { en: `These agencies make no plan: ${problem}.`, zh: `这些机构无法形成部署方案：${problem}。` },
            {
                en: 'Use the agencies.json and the channel.json that all agencies agreed on.',
                zh: '请使用各机构商定的 agencies.json 与 channel.json。',
            },
        );
    }
}

export function deployerOf({ own, channel }: AgencyFolder): AgencyDeployer {
    return new AgencyDeployer({ peer: own.organization.peer, admin: own.admin, channelId: channel.channel });
}

/** A client of the registers for the administrator, who is no officer. */
export function clientOf({ own, channel }: AgencyFolder): Tabularium {
    const { organization, mspDir } = own;
    return createTabularium({
        connection: organization.peer,
        identity: identityFromMsp(mspDir, organization.mspId),
        channelName: channel.channel,
    });
}

/** What all agencies approve for the register. */
export function termsOf(
    { version }: AgencyFolder,
    { register, signaturePolicy, collections }: RegisterDeployment,
): ChaincodeTerms {
    return { name: register, version, policy: signaturePolicy, collections };
}

export function packageFile(folder: string, register: string): string {
    return path.join(folder, 'packages', `${register}.tar.gz`);
}

/** Undefined where none was made or brought here. */
export async function readPackage(folder: string, register: string): Promise<OpenedPackage | undefined> {
    const file = packageFile(folder, register);
    const bytes = await nodeFileSystem.readFile(file);
    return bytes === undefined ? undefined : openPackage(bytes, file);
}
