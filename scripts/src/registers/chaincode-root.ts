import path from 'node:path';

/** The folder of the installed registers' package, whose `dist` holds the program. */
export function installedChaincode(): string {
    return path.dirname(require.resolve('@tabularium/chaincode/package.json'));
}
