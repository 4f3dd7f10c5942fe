import { join } from 'node:path';
import type { NetworkConfig, OrganizationConfig } from '../config/network-config';
import type { FileSystem } from '../seams/file-system';
import type { CertificateAuthoritySeams } from './certificate-authority';
import { connectionProfile } from './connection-profile';
import { checkShape, type NetworkShape, writeShape } from './network-shape';
import {
    createOrganizationMaterial,
    type Enrolment,
    organizationDir,
    type OrganizationMaterial,
    type OrganizationSpec,
    readOrganization,
    type UserSpec,
    writeOrganization,
} from './material';
import { enrolUser } from './organization';

export const ORDERER_MSP_ID = 'OrdererMSP';
export const ORDERER_DOMAIN = 'example.com';

/** Everybody's keys and certificates. */
export interface NetworkMaterial {
    /** In the order of the configuration. */
    readonly organizations: readonly OrganizationMaterial[];
    readonly orderer: OrganizationMaterial;
}

type MaterialSeams = CertificateAuthoritySeams & { readonly fileSystem: FileSystem };

/**
 * The material in the folder, in test-network's layout below `organizations`; made when there is none yet. Users that
 * have been added to the configuration are enrolled.
 * @throws NetworkError DATA_DIR_MISMATCH when the folder belongs to a network of another shape.
 */
export async function provideMaterial(
    folder: string,
    config: NetworkConfig,
    shape: NetworkShape,
    seams: MaterialSeams,
): Promise<NetworkMaterial> {
    const root = join(folder, 'organizations');
    if (await checkShape(folder, shape, seams.fileSystem)) {
        return await loadMaterial(root, config, seams);
    }
    const material = await createMaterial(root, config, seams);
    // Last, so that material cut short by a crash is made anew.
    await writeShape(folder, shape, seams.fileSystem);
    return material;
}

async function createMaterial(root: string, config: NetworkConfig, seams: MaterialSeams): Promise<NetworkMaterial> {
    const organizations = config.organizations.map((each) => createOrganizationMaterial(peerSpec(each), seams));
    const orderer = createOrganizationMaterial(ordererSpec(config), seams);
    const files = newFiles(seams.fileSystem);
    await Promise.all([
        ...[...organizations, orderer].map((each) => writeOrganization(root, each, files)),
        ...config.organizations.map((each, index) => writeProfile(root, each, organizations[index], files)),
    ]);
    return { organizations, orderer };
}

/** Some two hundred that nobody reads before the marker says that all are there. */
function newFiles(files: FileSystem): FileSystem {
    return {
        ...files,
        writeFile: (path, content, options) => files.writeFile(path, content, { ...options, inPlace: true }),
    };
}

async function loadMaterial(root: string, config: NetworkConfig, seams: MaterialSeams): Promise<NetworkMaterial> {
    const load = async (spec: OrganizationSpec): Promise<OrganizationMaterial> => {
        const material = await readOrganization(root, spec, seams.fileSystem, seams);
        if (material === undefined) {
            throw new Error(`no material of ${spec.mspId} in ${root}`);
        }
        const added = spec.users.filter((user) => findUser(material, user.name) === undefined);
        if (added.length === 0) {
            return material;
        }
        const complete = { ...material, users: [...material.users, ...added.map((user) => enrolUser(material, user))] };
        await writeOrganization(root, complete, seams.fileSystem);
        return complete;
    };
    const [orderer, ...organizations] = await Promise.all([
        load(ordererSpec(config)),
        ...config.organizations.map(async (each) => {
            const material = await load(peerSpec(each));
            // The ports may have changed.
            await writeProfile(root, each, material, seams.fileSystem);
            return material;
        }),
    ]);
    return { organizations, orderer };
}

function ordererSpec({ orderers }: NetworkConfig): OrganizationSpec {
    const nodes = ordererHosts(orderers);
    return { kind: 'orderer', mspId: ORDERER_MSP_ID, domain: ORDERER_DOMAIN, nodes, users: [] };
}

function peerSpec({ mspId, domain, peers, users }: OrganizationConfig): OrganizationSpec {
    return { kind: 'peer', mspId, domain, nodes: peerHosts(peers), users: users.map(userSpec) };
}

/** As fabric-samples numbers them: `orderer`, `orderer2`, `orderer3`. */
export function ordererHosts(count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => (index === 0 ? 'orderer' : `orderer${String(index + 1)}`));
}

export function peerHosts(count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => `peer${String(index)}`);
}

/** A further peer of an organisation listens ten ports above the one before. */
export function peerPort({ port }: Pick<OrganizationConfig, 'port'>, number: number): number {
    return port + 10 * number;
}

function userSpec({ name, role, attributes }: OrganizationConfig['users'][number]): UserSpec {
    return {
        name,
        role: role ?? (name === 'Admin' ? 'admin' : 'client'),
        ...(attributes === undefined ? {} : { attributes }),
    };
}

/** As test-network's `connection-org1.json` is named after the first part of the domain. */
async function writeProfile(
    root: string,
    organization: OrganizationConfig,
    material: OrganizationMaterial | undefined,
    fileSystem: FileSystem,
): Promise<void> {
    const { mspId, domain } = organization;
    const short = domain.split('.')[0] ?? domain;
    const { json, yaml } = connectionProfile({
        organization: short.charAt(0).toUpperCase() + short.slice(1),
        mspId,
        domain,
        peers: (material?.nodes ?? []).map(({ name }, index) => ({
            name,
            host: 'localhost',
            port: peerPort(organization, index),
        })),
        tlsCaPem: material?.tlsCa.certificatePem ?? '',
    });
    const path = join(organizationDir(root, { kind: 'peer', domain }), `connection-${short}`);
    await Promise.all([fileSystem.writeFile(`${path}.json`, json), fileSystem.writeFile(`${path}.yaml`, yaml)]);
}

/** By short name, e.g. `User1`. */
export function findUser(material: OrganizationMaterial, name: string): Enrolment | undefined {
    return material.users.find((user) => user.name === `${name}@${material.domain}`);
}

/** The organisation's first peer or orderer. */
export function firstNode(material: OrganizationMaterial): Enrolment {
    const [node] = material.nodes;
    if (node === undefined) {
        throw new Error(`${material.mspId} has no node`);
    }
    return node;
}
