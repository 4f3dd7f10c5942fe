'use strict';

// Puts the definitions of the registers inside the built client, so that installing the client brings neither
// fabric-shim nor fabric-contract-api: copies what `@tabularium/chaincode/api` reaches to client/definitions and
// points the client's imports there. Everything that entry reaches may import zod and nothing else from outside.

const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const from = path.join(root, 'chaincode/dist');
const to = path.join(root, 'client/dist');
// Beside dist, not in it: a compiler that follows project references takes everything in dist for output of src.
const inside = path.join(root, 'client/definitions');
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
    write(path.join(inside, path.relative(from, file)), text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

function redirect(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) {
            redirect(file);
        } else if (/\.(js|d\.ts)$/.test(entry.name)) {
            const text = fs.readFileSync(file, 'utf8');
            const name = path.relative(folder, path.join(inside, 'api')).split(path.sep).join('/');
            const next = text.replace(specifier, `"${name.startsWith('.') ? name : `./${name}`}"`);
            write(file, next);
        }
    }
}

/** Leaves alone what is the same already, and never shows a half-written file to a process that reads meanwhile. */
function write(file, text) {
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) {
        return;
    }
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.${process.pid}`, text);
    fs.renameSync(`${file}.${process.pid}`, file);
}

const seen = new Set();
copyWithImports(path.join(from, 'api.js'), seen);
copyWithImports(path.join(from, 'api.d.ts'), seen);
redirect(to);
