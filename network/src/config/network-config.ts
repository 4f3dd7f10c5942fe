import { z } from 'zod';
import { NetworkError } from './network-error';

const port = z.number().int().min(1).max(65535);
/** A DNS name; it becomes a folder's name and part of certificates. */
const domain = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'a DNS name in lower case');
const mspId = z.string().regex(/^[A-Za-z0-9.-]+$/, 'letters, digits, dots and hyphens');

const user = z.strictObject({
    /** Short: `User1` becomes `User1@org1.example.com`. */
    name: z.string().regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, dots, hyphens and underscores'),
    role: z.enum(['client', 'admin']).optional(),
    /** Written into the certificate, for chaincode to read. */
    attributes: z.record(z.string(), z.string()).optional(),
});

const organization = z.strictObject({
    mspId,
    domain,
    /** Of `peer0`. */
    port,
    /** Native Fabric alone runs more than one. */
    peers: z.number().int().min(1).max(3).default(1),
    /** An `Admin` is always added. */
    users: z.array(user).default([]),
    /** What the peer fills into packages' connection.json, as CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG on Fabric. */
    builderConfig: z.record(z.string(), z.string()).default({}),
});

const batch = z.strictObject({
    /** `instant`: a block as soon as there is a transaction; `batch`: as Fabric; `manual`: when told to. */
    mode: z.enum(['instant', 'batch', 'manual']).default('instant'),
    maxMessageCount: z.number().int().min(1).default(10),
    timeoutMs: z.number().int().min(1).default(2000),
});

const network = z
    .strictObject({
        organizations: z.array(organization).min(1),
        channelId: z
            .string()
            .regex(/^[a-z][a-z0-9.-]*$/, 'lower-case letters, digits, dots and hyphens, a letter first')
            .max(249)
            .default('mychannel'),
        /** Version of Fabric whose observable behaviour is reproduced; on native Fabric that of the binaries. */
        fabric: z.enum(['2.5', '3.1']).default('2.5'),
        /** Folder that keeps the network between starts; undefined: in memory. */
        dataDir: z.string().min(1).optional(),
        /** Address to listen on. */
        host: z.string().min(1).default('127.0.0.1'),
        ordererPort: port.default(7050),
        /** Ordering nodes; native Fabric alone runs more than one. */
        orderers: z.union([z.literal(1), z.literal(3), z.literal(5)]).default(1),
        /** Fabric's FABRIC_LOGGING_SPEC; native Fabric only. */
        logging: z.string().min(1).optional(),
        batch: batch.prefault({}),
    })
    .superRefine((value, context) => {
        const report = (kind: string, names: readonly (string | number)[]): void => {
            const repeated = names.find((name, index) => names.indexOf(name) !== index);
            if (repeated !== undefined) {
                context.addIssue({ code: 'custom', message: `${kind} ${String(repeated)} is used twice` });
            }
        };
        report('MSP id', ['OrdererMSP', ...value.organizations.map((each) => each.mspId)]);
        report(
            'domain',
            value.organizations.map((each) => each.domain),
        );
        report('port', [value.ordererPort, ...value.organizations.map((each) => each.port)]);
        for (const each of value.organizations) {
            report(
                `in ${each.mspId}, user`,
                each.users.map((one) => one.name),
            );
        }
    });

/** What a caller writes; everything but the organisations has a default. */
export type NetworkConfigInput = z.input<typeof network>;
/** The complete configuration. */
export type NetworkConfig = z.output<typeof network>;
export type OrganizationConfig = NetworkConfig['organizations'][number];

/** Complete, for either kind of network. @throws NetworkError CONFIG_INVALID, naming every place that is wrong. */
export function parseNetworkConfig(input: unknown): NetworkConfig {
    const result = network.safeParse(input);
    if (result.success) {
        return result.data;
    }
    throw new NetworkError(
        'CONFIG_INVALID',
        `The network's configuration is not valid: ${z.prettifyError(result.error)}`,
        'Correct the named places.',
        { cause: result.error },
    );
}
