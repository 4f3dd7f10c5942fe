'use strict';

// Sources are compiled on the fly; types are `tsc -b`'s business (npm run check).
module.exports = {
    rootDir: '..',
    testEnvironment: 'node',
    roots: ['<rootDir>/test'],
    testMatch: ['**/*.test.ts'],
    modulePathIgnorePatterns: ['/dist/'],
    setupFiles: ['<rootDir>/test/support/setup.js'],
    coverageProvider: 'v8',
    testTimeout: 30_000,
    moduleNameMapper: {
        '^@tabularium/(chaincode|client|network)$': '<rootDir>/$1/src/index.ts',
        '^@tabularium/(chaincode|client|network|scripts)/(.+)$': '<rootDir>/$1/src/$2.ts',
    },
    transform: {
        '^.+\\.ts$': [
            '@swc/jest',
            {
                jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
                module: { type: 'commonjs' },
                sourceMaps: 'inline',
            },
        ],
    },
};
