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
    // jose has ES modules only, which jest cannot require; Node can.
    transformIgnorePatterns: ['/node_modules/(?!jose/)'],
    transform: {
        '/node_modules/jose/.+\\.js$': [
            '@swc/jest',
            { jsc: { target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: false },
        ],
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
