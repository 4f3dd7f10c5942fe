import type { HostEndpoint } from '@tabularium/chaincode/host';
import { nodeFileSystem, type OpenedPackage } from '@tabularium/network';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../text/usage-error';
import type { AgencyFolder } from './agency-folder';
import { addressName, chaincodeAddress, type ChaincodeSlot, chaincodeSlots } from './chaincode-address';
import { readJson } from './channel-file';

const Address = z.string().regex(/^[^/\s]+:\d+$/);
const Slots = z.strictObject({ a: Address, b: Address });

/** `chaincode.json`: where this agency's chaincode servers are, each register at two addresses for its packages in turn. */
const OwnChaincodeFile = z.strictObject({
    /** Register → where the own peer reaches the server. */
    addresses: z.record(z.string(), Slots),
    /** Register → where the server listens, where that is another address. */
    listen: z.record(z.string(), Slots).optional(),
    /** Paths from the folder. With `clientCa` the peer must show a certificate of that authority. */
    tls: z
        .strictObject({ key: z.string(), cert: z.string(), root: z.string(), clientCa: z.string().optional() })
        .optional(),
});

export interface OwnChaincode {
    /** Where the own peer reaches the register's server. */
    readonly addressOf: (register: string, slot: ChaincodeSlot) => string;
    readonly listenAt: (register: string, slot: ChaincodeSlot) => string;
    readonly tls: (NonNullable<HostEndpoint['tls']> & { readonly rootPem: string }) | undefined;
}

export const CHAINCODE_FILE = 'chaincode.json';

/** What the file says; without one, loopback addresses beside the own peer's. @throws UsageError */
export async function readOwnChaincode({ folder, own, plan }: AgencyFolder): Promise<OwnChaincode> {
    const file = path.join(folder, CHAINCODE_FILE);
    const given = await readJson(file, OwnChaincodeFile);
    const read = async (name: string): Promise<string> => {
        const bytes = await nodeFileSystem.readFile(path.join(folder, name));
        if (bytes === undefined) {
            throw new UsageError(
                { en: `${file} names ${name}, which is missing.`, zh: `${file} 所指的 ${name} 不存在。` },
                {
                    en: 'Give paths from the folder of chaincode.json.',
                    zh: '请给出相对于 chaincode.json 所在目录的路径。',
                },
            );
        }
        return Buffer.from(bytes).toString('utf8');
    };
    const { key, cert, root, clientCa } = given?.tls ?? {};
    const tls =
        key === undefined || cert === undefined || root === undefined
            ? undefined
            : {
                  keyPem: await read(key),
                  certPem: await read(cert),
                  rootPem: await read(root),
                  ...(clientCa !== undefined && { clientCaPem: await read(clientCa) }),
              };
    const beside = (register: string, slot: ChaincodeSlot): string =>
        chaincodeAddress(
            own.organization,
            plan.findIndex((each) => each.register === register),
            slot,
        );
    const addressOf = (register: string, slot: ChaincodeSlot): string =>
        given?.addresses[register]?.[slot] ?? beside(register, slot);
    return {
        addressOf,
        listenAt: (register, slot) => given?.listen?.[register]?.[slot] ?? addressOf(register, slot),
        tls,
    };
}

/** The slot that a package of the register is made for: by its template, or by its plain address. */
export function slotOf(
    register: string,
    { server }: OpenedPackage,
    chaincode: OwnChaincode,
): ChaincodeSlot | undefined {
    const address = server?.address;
    return chaincodeSlots.find(
        (slot) => address === `{{.${addressName(register, slot)}}}` || address === chaincode.addressOf(register, slot),
    );
}
