import { directoryApi } from '@tabularium/chaincode/api';
import { DEFAULT_CLOCK_GUARD_MS, type RegisterDeployment } from '@tabularium/chaincode/deployments';
import type { HostConfig } from '@tabularium/chaincode/host';
import { createTabularium, type Tabularium } from '@tabularium/client';
import {
    installOnOtherPeers,
    openDeployer,
    type Deployer,
    type Deployment,
    type NetworkBackend,
    type OrganizationHandle,
} from '@tabularium/network';
import path from 'node:path';
import type { AgenciesData } from '../story/story-data';
import { chaincodeAddress } from './chaincode-address';
import { spawnChaincodeHost, type ChaincodeHostProcess } from './chaincode-host';
import { codeVersion } from './code-version';
import { openFounding, type Founding } from './founding';
import { foundDirectory } from './found-directory';
import { openOfficers, renewCertificate, type OfficerIdentity } from './officers';
import { packageLabel, servicePackage } from './register-package';
import { registersPlan } from './registers-plan';

export interface RecordOfficeOptions {
    readonly backend: NetworkBackend;
    readonly agencies: AgenciesData;
    /** The founding document is kept here. */
    readonly folder: string;
    /** Agency id → MSP id, where agencies share organisations; default: each agency's own. */
    readonly mspOf?: (agencyId: string) => string;
    /** Default: 15 minutes, as in production. */
    readonly clockGuardMs?: number | 'off';
    /** Started earlier, so that it loads while the network starts; closed with the office. Default: started here. */
    readonly host?: ChaincodeHostProcess;
    /** Folder of the registers' built package. Default: the installed one. */
    readonly chaincodeRoot?: string;
    readonly onProgress?: (step: 'host' | 'deployed' | 'founded', detail: string) => void;
}

/** The registers on one network, founded and ready for calls. */
export interface RecordOffice {
    readonly backend: NetworkBackend;
    readonly founding: Founding;
    readonly officers: ReadonlyMap<string, OfficerIdentity>;
    readonly deployments: Readonly<Record<string, Deployment>>;
    readonly plan: readonly RegisterDeployment[];
    readonly hostPid: number;
    /** A client at the officer's own organisation; made once per officer and closed with the office. */
    client(officerId: string): Tabularium;
    /** A client for an identity that is not an officer's, or an officer's renewed one. */
    clientFor(identity: Pick<OfficerIdentity, 'mspId' | 'certificatePem' | 'privateKeyPem'>): Tabularium;
    renewed(officerId: string): Promise<OfficerIdentity>;
    close(): Promise<void>;
}

/** Starts the chaincode, deploys what is not deployed yet, and founds the directory if nobody has. */
export async function openRecordOffice(options: RecordOfficeOptions): Promise<RecordOffice> {
    const host = options.host ?? spawnChaincodeHost(options.chaincodeRoot);
    try {
        return await open(options, host);
    } catch (error) {
        await host.close();
        throw error;
    }
}

async function open(options: RecordOfficeOptions, host: ChaincodeHostProcess): Promise<RecordOffice> {
    const { backend, agencies } = options;
    const organizationOf = organizationFinder(options);
    const mspIdOf = (agencyId: string): string => organizationOf(agencyId).mspId;
    const plan = registersPlan(agencies, mspIdOf);
    const version = await codeVersion(options.chaincodeRoot);
    const deployer = await openDeployer({ backend });
    const deployments: Record<string, Deployment> = {};
    const deploy = async (registers: readonly RegisterDeployment[]): Promise<void> => {
        await Promise.all(
            registers.map(async (register) => {
                deployments[register.register] = await deployRegister(deployer, backend, plan, register, version);
            }),
        );
    };
    const serve = async (): Promise<readonly [Founding, ReadonlyMap<string, OfficerIdentity>]> => {
        const officers = await openOfficers(agencies.agencies, organizationOf);
        const foundingFile = path.join(options.folder, 'founding.json');
        const principalOf = (officerId: string): OfficerIdentity['principal'] | undefined =>
            officers.get(officerId)?.principal;
        const founding = await openFounding(foundingFile, agencies, { mspIdOf, principalOf }, new Date());
        await host.serve(await hostConfig(options, plan, version, founding));
        options.onProgress?.('host', String(host.pid));
        return [founding, officers];
    };
    try {
        // First the directory, which all the others ask. They wait until it is founded: at the same time, each would only
        // slow down the other.
        const isFirst = ({ register }: RegisterDeployment): boolean => register === directoryApi.name;
        const [[founding, officers]] = await Promise.all([serve(), deploy(plan.filter(isFirst))]);
        const office = new Office(backend, founding, officers, deployments, plan, host, organizationOf);
        await found(office, agencies);
        options.onProgress?.('founded', founding.sha256);
        await deploy(plan.filter((register) => !isFirst(register)));
        options.onProgress?.('deployed', plan.map(({ register }) => register).join(', '));
        return office;
    } finally {
        deployer.close();
    }
}

class Office implements RecordOffice {
    readonly backend: NetworkBackend;
    readonly founding: Founding;
    readonly officers: ReadonlyMap<string, OfficerIdentity>;
    readonly deployments: Readonly<Record<string, Deployment>>;
    readonly plan: readonly RegisterDeployment[];
    readonly #host: ChaincodeHostProcess;
    readonly #organizationOf: (agencyId: string) => OrganizationHandle;
    readonly #clients = new Map<string, Tabularium>();
    readonly #others: Tabularium[] = [];

    constructor(
        backend: NetworkBackend,
        founding: Founding,
        officers: ReadonlyMap<string, OfficerIdentity>,
        deployments: Readonly<Record<string, Deployment>>,
        plan: readonly RegisterDeployment[],
        host: ChaincodeHostProcess,
        organizationOf: (agencyId: string) => OrganizationHandle,
    ) {
        this.backend = backend;
        this.founding = founding;
        this.officers = officers;
        this.deployments = deployments;
        this.plan = plan;
        this.#host = host;
        this.#organizationOf = organizationOf;
    }

    get hostPid(): number {
        return this.#host.pid;
    }

    client(officerId: string): Tabularium {
        const known = this.#clients.get(officerId) ?? this.#connect(this.#officer(officerId));
        this.#clients.set(officerId, known);
        return known;
    }

    clientFor(identity: Pick<OfficerIdentity, 'mspId' | 'certificatePem' | 'privateKeyPem'>): Tabularium {
        const client = this.#connect(identity);
        this.#others.push(client);
        return client;
    }

    renewed(officerId: string): Promise<OfficerIdentity> {
        return renewCertificate(this.#officer(officerId), this.#organizationOf);
    }

    async close(): Promise<void> {
        for (const client of [...this.#clients.values(), ...this.#others]) {
            client.close();
        }
        await this.#host.close();
    }

    #officer(officerId: string): OfficerIdentity {
        const officer = this.officers.get(officerId);
        if (officer === undefined) {
            throw new Error(`agencies.json has no officer ${officerId}`);
        }
        return officer;
    }

    #connect(identity: Pick<OfficerIdentity, 'mspId' | 'certificatePem' | 'privateKeyPem'>): Tabularium {
        const organization = this.backend.organizations.find(({ mspId }) => mspId === identity.mspId);
        if (organization === undefined) {
            throw new Error(`the network has no organisation ${identity.mspId}`);
        }
        const { mspId, certificatePem, privateKeyPem } = identity;
        return createTabularium({
            connection: organization.peer,
            identity: { mspId, certificatePem, privateKeyPem },
            channelName: this.backend.channelId,
        });
    }
}

function organizationFinder({
    backend,
    agencies,
    mspOf,
}: RecordOfficeOptions): (agencyId: string) => OrganizationHandle {
    return (agencyId) => {
        const mspId = mspOf?.(agencyId) ?? agencies.agencies.find((agency) => agency.agencyId === agencyId)?.mspId;
        const organization = backend.organizations.find((candidate) => candidate.mspId === mspId);
        if (organization === undefined) {
            throw new Error(`the network has no organisation ${String(mspId)} for agency ${agencyId}`);
        }
        return organization;
    };
}

async function hostConfig(
    { backend, clockGuardMs = DEFAULT_CLOCK_GUARD_MS }: RecordOfficeOptions,
    plan: readonly RegisterDeployment[],
    version: string,
    founding: Founding,
): Promise<HostConfig> {
    const endpoints = plan.flatMap(({ register }, index) =>
        backend.organizations.map(async (organization) => {
            const address = chaincodeAddress(organization, index);
            const { packageId } = await servicePackage(register, version, { address });
            const foundingDocumentSha256 = register === 'directory' ? founding.sha256 : '';
            return { register, chaincodeId: packageId, address, foundingDocumentSha256, clockGuardMs };
        }),
    );
    return { endpoints: await Promise.all(endpoints) };
}

async function deployRegister(
    deployer: Deployer,
    backend: NetworkBackend,
    plan: readonly RegisterDeployment[],
    deployment: RegisterDeployment,
    version: string,
): Promise<Deployment> {
    const { register, signaturePolicy, collections } = deployment;
    const addressFor = (organization: OrganizationHandle): string =>
        chaincodeAddress(organization, plan.indexOf(deployment));
    const label = packageLabel(register, version);
    const deployed = await deployer.deploy({
        name: register,
        version,
        policy: signaturePolicy,
        collections,
        label,
        addressFor,
    });
    await installOnOtherPeers({ backend, label, addressFor });
    return deployed;
}

async function found(office: RecordOffice, { agencies }: AgenciesData): Promise<void> {
    const [officer] = agencies[0]?.officers ?? [];
    if (officer === undefined) {
        throw new Error('agencies.json has no officer');
    }
    await foundDirectory(office.client(officer.officerId), office.founding);
}
