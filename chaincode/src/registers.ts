/** The registers of this package, by chaincode name. Adding one here is what makes it deployable. */
import { directoryRegister } from './directory/contract';
import { exchangeRegister } from './exchange/contract';
import { landRegister } from './land/contract';
import { licenceRegister } from './licence/contract';
import type { ContractClass, Register } from './runtime/door';
import type { RegisterConfig } from './runtime/register-config';

const registers: readonly Register[] = [directoryRegister, exchangeRegister, landRegister, licenceRegister];

/** The contract of one start-up configuration. @throws Error when there is no such register */
export function contractFor(config: RegisterConfig): ContractClass {
    const register = registers.find(({ definition }) => definition.name === config.register);
    if (register === undefined) {
        const known = registers.map(({ definition }) => definition.name).join(', ');
        throw new Error(`there is no register "${config.register}"; choose one of: ${known}`);
    }
    return register.contractFor(config);
}

/**
 * What fabric-shim's own command starts. Without a configuration (metadata being generated) all registers describe
 * themselves, and refuse every call. A new array each time: fabric-shim adds to the one it gets.
 */
export function contractsFor(config: RegisterConfig | undefined): ContractClass[] {
    return config === undefined ? registers.map((register) => register.contractFor(undefined)) : [contractFor(config)];
}
