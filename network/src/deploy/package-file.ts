import { z } from 'zod';
import { parsePackage } from '../lifecycle/package-parser';
import { errorText } from '../proto/error-text';
import { DeployError } from './deploy-error';
import { packageIdOf, type ChaincodePackage } from './package';

/** A package that somebody has made, by this program or another. */
export interface OpenedPackage extends ChaincodePackage {
    /** `ccaas` or `node`, or whatever the peer's builders know. */
    readonly type: string;
    /** Undefined for chaincode that is no service. */
    readonly server: ServerAddress | undefined;
}

/** What `connection.json` says. */
export interface ServerAddress {
    /** Its templates unfilled. */
    readonly address: string;
    /** Whose certificates are asked for: nobody's, the server's, or the peer's too. */
    readonly tls: 'off' | 'server' | 'mutual';
}

/** @throws DeployError PACKAGE_INVALID. @param name for the message, e.g. the file's path. */
export async function openPackage(bytes: Uint8Array, name: string): Promise<OpenedPackage> {
    try {
        const { label, type, connection } = await parsePackage(bytes);
        return { label, type, bytes, packageId: packageIdOf(label, bytes), server: serverOf(connection) };
    } catch (error) {
        throw new DeployError(
            'PACKAGE_INVALID',
            `${name} is no chaincode package: ${errorText(error)}`,
            'Make it again, or get the file that the other agencies have.',
            { cause: error },
        );
    }
}

const connectionSchema = z.object({
    address: z.string(),
    tls_required: z.boolean().default(false),
    client_auth_required: z.boolean().default(false),
});

function serverOf(connection: string | undefined): ServerAddress | undefined {
    if (connection === undefined) {
        return undefined;
    }
    const parsed = connectionSchema.parse(JSON.parse(connection));
    return {
        address: parsed.address,
        tls: !parsed.tls_required ? 'off' : parsed.client_auth_required ? 'mutual' : 'server',
    };
}
