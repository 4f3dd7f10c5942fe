import { parsePackage } from '../lifecycle/package-parser';
import { errorText } from '../proto/error-text';
import { DeployError } from './deploy-error';
import { packageIdOf, type ChaincodePackage } from './package';

/** A package that somebody has made, by this program or another. */
export interface OpenedPackage extends ChaincodePackage {
    /** `ccaas` or `node`, or whatever the peer's builders know. */
    readonly type: string;
    /** `address` of `connection.json`, its templates unfilled; undefined for chaincode that is no service. */
    readonly address: string | undefined;
}

/** @throws DeployError PACKAGE_INVALID. @param name for the message, e.g. the file's path. */
export async function openPackage(bytes: Uint8Array, name: string): Promise<OpenedPackage> {
    try {
        const { label, type, connection } = await parsePackage(bytes);
        return { label, type, bytes, packageId: packageIdOf(label, bytes), address: addressOf(connection) };
    } catch (error) {
        throw new DeployError(
            'PACKAGE_INVALID',
            `${name} is no chaincode package: ${errorText(error)}`,
            'Make it again, or get the file that the other agencies have.',
            { cause: error },
        );
    }
}

function addressOf(connection: string | undefined): string | undefined {
    const parsed: unknown = connection === undefined ? undefined : JSON.parse(connection);
    return typeof parsed === 'object' && parsed !== null && 'address' in parsed && typeof parsed.address === 'string'
        ? parsed.address
        : undefined;
}
