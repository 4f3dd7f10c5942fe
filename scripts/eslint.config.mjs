// Used with `eslint -c scripts/eslint.config.mjs`, so that the top level keeps to its few names.
import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const clockOrChance = [
    { object: 'Date', property: 'now', message: 'Take the time from the clock that the constructor was given.' },
    { object: 'Math', property: 'random', message: 'Take chance from the random source of the constructor.' },
];

/** What may give another answer on another endorser. */
const notDeterministic = [
    ...clockOrChance,
    ...['sin', 'cos', 'tan', 'exp', 'log', 'log10', 'log2', 'pow', 'hypot', 'cbrt'].map((property) => ({
        object: 'Math',
        property,
        message: 'Differs by engine; endorsers may run different ones.',
    })),
    ...['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map(
        (property) => ({ property, message: 'Depends on the locale of the endorser.' }),
    ),
];

export default tseslint.config(
    { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '.tabularium/**', 'client/definitions/**'] },
    js.configs.recommended,
    {
        files: ['**/*.ts'],
        extends: [...tseslint.configs.strictTypeChecked],
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: new URL('..', import.meta.url).pathname },
        },
        rules: {
            complexity: ['error', 16],
            'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
            'no-console': 'error',
            'no-restricted-imports': [
                'error',
                { patterns: [{ group: ['**/dist/**'], message: 'Import sources by package name.' }] },
            ],
            '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
            '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
            '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
        },
    },
    {
        files: ['chaincode/src/**/*.ts'],
        ignores: ['chaincode/src/host.ts'],
        rules: {
            'no-restricted-properties': ['error', ...notDeterministic],
            'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'fetch', 'Intl', 'performance', 'crypto'],
            'no-restricted-imports': [
                'error',
                {
                    paths: ['fs', 'node:fs', 'net', 'node:net', 'http', 'node:http', 'node:os', 'node:child_process'],
                    patterns: [{ group: ['@tabularium/*'], message: 'The registers depend on nothing of ours.' }],
                },
            ],
        },
    },
    {
        files: ['client/src/**/*.ts'],
        rules: {
            'no-restricted-imports': [
                'error',
                {
                    paths: [
                        {
                            name: '@tabularium/chaincode',
                            message: 'Use @tabularium/chaincode/api: it loads no Fabric module.',
                        },
                        { name: '@tabularium/network', message: 'The client knows no network of ours.' },
                    ],
                },
            ],
            'no-restricted-properties': ['error', ...clockOrChance],
        },
    },
    {
        files: ['network/src/**/*.ts'],
        ignores: ['network/src/seams/**'],
        rules: {
            'no-restricted-imports': [
                'error',
                { patterns: [{ group: ['@tabularium/*'], message: 'The network knows no register and no client.' }] },
            ],
            'no-restricted-properties': ['error', ...clockOrChance],
        },
    },
    // The one look at a peer's clock (it can refuse a transaction, never date one), and gRPC's own deadlines.
    {
        files: ['chaincode/src/runtime/clock.ts', 'client/src/transport/call-options.ts'],
        rules: { 'no-restricted-properties': 'off' },
    },
    { files: ['scripts/src/**/*.ts', 'client/examples/**/*.ts'], rules: { 'no-console': 'off' } },
    {
        files: ['test/**/*.ts'],
        extends: [jest.configs['flat/recommended']],
        rules: {
            'max-lines': 'off',
            complexity: 'off',
            '@typescript-eslint/explicit-function-return-type': 'off',
            '@typescript-eslint/no-non-null-assertion': 'off',
            'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'assert*'] }],
            'jest/no-conditional-expect': 'off',
            'jest/no-standalone-expect': 'off',
        },
    },
    {
        files: ['**/*.js', '**/*.mjs'],
        languageOptions: {
            globals: {
                module: 'writable',
                require: 'readonly',
                process: 'readonly',
                console: 'readonly',
                __dirname: 'readonly',
                URL: 'readonly',
                Buffer: 'readonly',
                setTimeout: 'readonly',
                clearTimeout: 'readonly',
                setInterval: 'readonly',
                clearInterval: 'readonly',
            },
        },
        rules: { 'no-console': 'off' },
    },
);
