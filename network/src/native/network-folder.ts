// native/ starts networks of real Fabric processes and finds running ones by their folders; both answer to
// NetworkBackend. The folder layout is fabric-samples' test-network's. What is then done with a network is not its
// business: deploy/ and the client library only see the backend.

import { z } from 'zod';
import type { OrdererEndpoint, OrganizationHandle, PeerEndpoint } from '../backend';
import { testNetworkPort } from '../config/test-network-profile';
import { DeployError } from '../deploy/deploy-error';
import type { FileSystem } from '../seams/file-system';

/** What a folder in test-network's layout tells of its network. */
export interface NetworkFolder {
    readonly organizations: readonly OrganizationHandle[];
    readonly orderer: OrdererEndpoint;
}

const profileSchema = z.object({
    client: z.object({ organization: z.string() }),
    organizations: z.record(z.string(), z.object({ mspid: z.string(), peers: z.array(z.string()).min(1) })),
    peers: z.record(z.string(), z.object({ url: z.string().regex(/^grpcs:\/\/[^/]+:\d+$/) })),
});

/** What a connection profile says about the organisation's peers. */
interface Profile {
    readonly mspId: string;
    readonly peers: readonly [ProfilePeer, ...ProfilePeer[]];
}

interface ProfilePeer {
    readonly name: string;
    readonly address: string;
}

/**
 * Reads `dir` or `dir/organizations`. Addresses are those of `connection-*.json` where an organisation has one, otherwise
 * test-network's: peers of `orgN.example.com` on localhost, port 5051 + 2000·N, the orderer on localhost:7050.
 * @throws DeployError MATERIAL_MISSING naming the path that was expected.
 */
export async function readNetworkFolder(dir: string, files: FileSystem): Promise<NetworkFolder> {
    const root = await organizationsRoot(dir, files);
    const domains = await entries(files, `${root}/peerOrganizations`);
    const organizations = await Promise.all(
        domains.map((domain) => readOrganization(`${root}/peerOrganizations/${domain}`, domain, files)),
    );
    return { organizations: organizations.sort(byNumberedDomain), orderer: await readOrderer(root, files) };
}

/** `dir/organizations`, or `dir` itself. */
export async function organizationsRoot(dir: string, files: FileSystem): Promise<string> {
    return (await files.list(`${dir}/organizations`)).length > 0 ? `${dir}/organizations` : dir;
}

/** @throws as `readNetworkFolder`. */
export async function readOrganization(
    materialDir: string,
    domain: string,
    files: FileSystem,
): Promise<OrganizationHandle> {
    const { mspId, peers } = (await readProfile(materialDir, files)) ?? ruleOf(materialDir, domain);
    const [first, ...others] = peers;
    await entries(files, `${materialDir}/users/Admin@${domain}/msp/signcerts`);
    await entries(files, `${materialDir}/users/Admin@${domain}/msp/keystore`);
    return {
        mspId,
        domain,
        materialDir,
        peer: await readPeer(materialDir, first, files),
        ...(others.length > 0 && {
            otherPeers: await Promise.all(others.map((other) => readPeer(materialDir, other, files))),
        }),
    };
}

async function readPeer(materialDir: string, peer: ProfilePeer, files: FileSystem): Promise<PeerEndpoint> {
    const { name, address } = peer;
    const tlsRootCertPem = await readText(files, `${materialDir}/peers/${name}/tls/ca.crt`);
    return { address, hostAlias: name, tlsRootCertPem };
}

async function readProfile(materialDir: string, files: FileSystem): Promise<Profile | undefined> {
    const name = (await files.list(materialDir)).find((file) => /^connection-.*\.json$/.test(file));
    if (name === undefined) {
        return undefined;
    }
    const path = `${materialDir}/${name}`;
    const text = await readText(files, path);
    const parsed = profileSchema.safeParse(parseJson(text));
    const profile = parsed.data;
    const organization = profile?.organizations[profile.client.organization];
    const [first, ...others] = (organization?.peers ?? []).flatMap((name) => {
        const url = profile?.peers[name]?.url;
        return url === undefined ? [] : [{ name, address: url.slice('grpcs://'.length) }];
    });
    if (organization === undefined || first === undefined) {
        throw new DeployError(
            'MATERIAL_MISSING',
            `${path} is not a connection profile with this organisation's peer`,
            "It needs client.organization, organizations[…].mspid and peers, and peers[…].url beginning with 'grpcs://'.",
            { cause: parsed.error },
        );
    }
    return { mspId: organization.mspid, peers: [first, ...others] };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function ruleOf(materialDir: string, domain: string): Profile {
    const number = /^org([1-9]\d*)\.example\.com$/.exec(domain)?.[1];
    if (number === undefined) {
        throw new DeployError(
            'MATERIAL_MISSING',
            `Nothing says where the peer of ${domain} listens and which MSP id it has: no ${materialDir}/connection-*.json`,
            'Write a connection profile there (domains other than orgN.example.com have no default ports).',
        );
    }
    return {
        mspId: `Org${number}MSP`,
        peers: [{ name: `peer0.${domain}`, address: `localhost:${String(testNetworkPort(Number(number)))}` }],
    };
}

/** The first ordering node, at test-network's address. @throws as `readNetworkFolder`. */
export async function readOrderer(root: string, files: FileSystem): Promise<OrdererEndpoint> {
    const [domain = ''] = await entries(files, `${root}/ordererOrganizations`);
    const orderersDir = `${root}/ordererOrganizations/${domain}/orderers`;
    const names = await entries(files, orderersDir);
    const hostAlias = names.find((name) => name === `orderer.${domain}`) ?? names[0] ?? '';
    return {
        mspId: 'OrdererMSP',
        address: 'localhost:7050',
        hostAlias,
        tlsRootCertPem: await readText(files, `${orderersDir}/${hostAlias}/tls/ca.crt`),
    };
}

/** `org10` after `org2`. */
function byNumberedDomain(left: OrganizationHandle, right: OrganizationHandle): number {
    return left.domain.localeCompare(right.domain, 'en', { numeric: true });
}

async function entries(files: FileSystem, path: string): Promise<readonly string[]> {
    const names = await files.list(path);
    if (names.length === 0) {
        throw missing(path);
    }
    return names;
}

async function readText(files: FileSystem, path: string): Promise<string> {
    const content = await files.readFile(path);
    if (content === undefined) {
        throw missing(path);
    }
    return Buffer.from(content).toString('utf8');
}

function missing(path: string): DeployError {
    return new DeployError(
        'MATERIAL_MISSING',
        `There is nothing at ${path}`,
        "Give the folder of a running network in test-network's layout (the one that holds organizations/).",
    );
}
