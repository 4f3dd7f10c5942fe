/** Parts of fabric-shim without types of their own. */

declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract' {
    import type { ChaincodeInterface } from 'fabric-shim';

    /** Finds the contract and transaction that a stub's arguments name, and runs it. Adds to the array it is given. */
    class ChaincodeFromContract implements ChaincodeInterface {
        constructor(contracts: unknown[], serializers: unknown, metadata: object, title: string, version: string);
        Init: ChaincodeInterface['Init'];
        Invoke: ChaincodeInterface['Invoke'];
    }
    export = ChaincodeFromContract;
}

declare module 'fabric-shim/lib/logger' {
    /** A winston logger, as far as it is used here. */
    interface Logger {
        isLevelEnabled(level: string): boolean;
        debug(...parts: unknown[]): unknown;
        info(...parts: unknown[]): unknown;
        warn(...parts: unknown[]): unknown;
        error(...parts: unknown[]): unknown;
    }
    const loggers: { getLogger(name?: string): Logger };
    export = loggers;
}
