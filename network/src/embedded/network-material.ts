import { join } from 'node:path';
import type { CertificateAuthoritySeams } from '../ca/certificate-authority';
import { connectionProfile } from '../ca/connection-profile';
import {
    createOrganizationMaterial,
    type Enrolment,
    organizationDir,
    type OrganizationMaterial,
    type OrganizationSpec,
    readOrganization,
    type UserSpec,
    writeOrganization,
} from '../ca/material';
import { enrolUser } from '../ca/organization';
import type { NetworkConfig, OrganizationConfig } from '../config/network-config';
import { NetworkError } from '../config/network-error';
import type { FileSystem } from '../seams/file-system';

export const ORDERER_MSP_ID = 'OrdererMSP';
const ORDERER_DOMAIN = 'example.com';

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
 * @throws NetworkError DATA_DIR_MISMATCH when the folder belongs to a network with other organisations.
 */
export async function provideMaterial(
    folder: string,
    config: NetworkConfig,
    seams: MaterialSeams,
): Promise<NetworkMaterial> {
    const root = join(folder, 'organizations');
    const marker = join(folder, 'network.json');
    const identity = identityOf(config);
    const known = await seams.fileSystem.readFile(marker);
    if (known === undefined) {
        const material = await createMaterial(root, config, seams);
        // Last, so that material cut short by a crash is made anew.
        await seams.fileSystem.writeFile(marker, identity);
        return material;
    }
    if (Buffer.from(known).toString() !== identity) {
        throw new NetworkError(
            'DATA_DIR_MISMATCH',
            `${folder} holds a network with another channel or other organisations, or one of an older version`,
            'Start with the configuration that it was made with, configure another dataDir, or start with `fresh: true`, which removes it.',
        );
    }
    return await loadMaterial(root, config, seams);
}

/** What cannot change while a network keeps its ledger. */
function identityOf({ channelId, organizations }: NetworkConfig): string {
    const members = organizations.map(({ mspId, domain }) => ({ mspId, domain }));
    return `${JSON.stringify({ format: 2, channelId, organizations: members }, undefined, 4)}\n`;
}

async function createMaterial(root: string, config: NetworkConfig, seams: MaterialSeams): Promise<NetworkMaterial> {
    const organizations = config.organizations.map((each) => createOrganizationMaterial(peerSpec(each), seams));
    const orderer = createOrganizationMaterial(ORDERER_SPEC, seams);
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
        load(ORDERER_SPEC),
        ...config.organizations.map(async (each) => {
            const material = await load(peerSpec(each));
            // The ports may have changed.
            await writeProfile(root, each, material, seams.fileSystem);
            return material;
        }),
    ]);
    return { organizations, orderer };
}

const ORDERER_SPEC: OrganizationSpec = {
    kind: 'orderer',
    mspId: ORDERER_MSP_ID,
    domain: ORDERER_DOMAIN,
    nodes: ['orderer'],
    users: [],
};

function peerSpec({ mspId, domain, users }: OrganizationConfig): OrganizationSpec {
    return { kind: 'peer', mspId, domain, nodes: ['peer0'], users: users.map(userSpec) };
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
    { mspId, domain, port }: OrganizationConfig,
    material: OrganizationMaterial | undefined,
    fileSystem: FileSystem,
): Promise<void> {
    const short = domain.split('.')[0] ?? domain;
    const { json, yaml } = connectionProfile({
        organization: short.charAt(0).toUpperCase() + short.slice(1),
        mspId,
        domain,
        peer: { name: `peer0.${domain}`, host: 'localhost', port },
        tlsCaPem: material?.tlsCa.certificatePem ?? '',
    });
    const path = join(organizationDir(root, { kind: 'peer', domain }), `connection-${short}`);
    await Promise.all([fileSystem.writeFile(`${path}.json`, json), fileSystem.writeFile(`${path}.yaml`, yaml)]);
}

/** By short name, e.g. `User1`. */
export function findUser(material: OrganizationMaterial, name: string): Enrolment | undefined {
    return material.users.find((user) => user.name === `${name}@${material.domain}`);
}

/** The organisation's one peer or orderer. */
export function firstNode(material: OrganizationMaterial): Enrolment {
    const [node] = material.nodes;
    if (node === undefined) {
        throw new Error(`${material.mspId} has no node`);
    }
    return node;
}
