'use strict';

// A lockfile that lacks a locked package's optional sibling makes `npm ci` fail on other platforms; one with addresses
// ties the project to a registry. Both are easy to produce by accident.

const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const problems = [];
for (const name of ['package-lock.json', 'chaincode/npm-shrinkwrap.json']) {
    const lock = JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
    const versions = new Set(Object.keys(lock.packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 13)));
    for (const [key, entry] of Object.entries(lock.packages)) {
        if (typeof entry.resolved === 'string' && /^https?:/.test(entry.resolved)) {
            problems.push(`${name}: ${key} carries an address`);
        }
        for (const optional of Object.keys(entry.optionalDependencies ?? {})) {
            if (!versions.has(optional)) {
                problems.push(`${name}: ${key} wants ${optional}, which is not locked`);
            }
        }
    }
}
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
for (const folder of ['.', ...manifest.workspaces]) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
        fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
    );
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
            problems.push(`${folder}/package.json: ${name} ${version} is not an exact version`);
        }
    }
}
if (problems.length > 0) {
    console.error(problems.join('\n'));
    process.exit(1);
}
