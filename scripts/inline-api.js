'use strict';

// Puts the definitions of the registers inside the built client, so that installing the client brings neither
// fabric-shim nor fabric-contract-api: copies what `@tabularium/chaincode/api` reaches to client/dist/definitions and
// points the client's imports there. Everything that entry reaches may import zod and nothing else from outside.

const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const from = path.join(root, 'chaincode/dist');
const to = path.join(root, 'client/dist');
const inside = path.join(to, 'definitions');
const specifier = /(["'])@tabularium\/chaincode\/api\1/g;
const imported = /(?:require\(|from |import\()\s*(["'])([^"']+)\1/g;

function copyWithImports(file, seen) {
    if (seen.has(file)) {
        return;
    }
    seen.add(file);
    const text = fs.readFileSync(file, 'utf8');
    for (const [, , name] of text.matchAll(imported)) {
        if (name.startsWith('.')) {
            const base = path.resolve(path.dirname(file), name);
            const end = file.endsWith('.d.ts') ? '.d.ts' : '.js';
            copyWithImports(fs.existsSync(base + end) ? base + end : path.join(base, `index${end}`), seen);
        } else if (name !== 'zod') {
            throw new Error(`${path.relative(root, file)} imports ${name}; definitions may import only zod.`);
        }
    }
    const target = path.join(inside, path.relative(from, file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

function redirect(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (file === inside) {
            continue;
        }
        if (entry.isDirectory()) {
            redirect(file);
        } else if (/\.(js|d\.ts)$/.test(entry.name)) {
            const text = fs.readFileSync(file, 'utf8');
            const name = path.relative(folder, path.join(inside, 'api')).split(path.sep).join('/');
            const next = text.replace(specifier, `"${name.startsWith('.') ? name : `./${name}`}"`);
            if (next !== text) {
                fs.writeFileSync(file, next);
            }
        }
    }
}

fs.rmSync(inside, { recursive: true, force: true });
const seen = new Set();
copyWithImports(path.join(from, 'api.js'), seen);
copyWithImports(path.join(from, 'api.d.ts'), seen);
redirect(to);
