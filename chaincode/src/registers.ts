/** The registers of this package, by chaincode name. Adding one here is what makes it deployable. */
import { directoryRegister } from './directory/contract';
import { exchangeRegister } from './exchange/contract';
import { landRegister } from './land/contract';
import { licenceRegister } from './licence/contract';
import type { ContractClass, Register } from './runtime/door';
import type { RegisterConfig } from './runtime/register-config';

const registers: readonly Register[] = [directoryRegister, exchangeRegister, landRegister, licenceRegister];

/**
 * The contracts of one start-up configuration. Without one (metadata being generated) all registers describe
 * themselves, and refuse every call. A new array each time: fabric-shim adds to the one it gets.
 */
export function contractsFor(config: RegisterConfig | undefined): ContractClass[] {
    if (config === undefined) {
        return registers.map((register) => register.contractFor(undefined));
    }
    const register = registers.find(({ definition }) => definition.name === config.register);
    if (register === undefined) {
        const known = registers.map(({ definition }) => definition.name).join(', ');
        throw new Error(`there is no register "${config.register}"; choose one of: ${known}`);
    }
    return [register.contractFor(config)];
}
