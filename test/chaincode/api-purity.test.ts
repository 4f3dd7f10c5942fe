import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const source = resolve(__dirname, '../../chaincode/src');

/** Every module that a file loads when it runs, ours followed, others by name. */
function loads(file: string, seen = new Set<string>()): ReadonlySet<string> {
    const text = readFileSync(file, 'utf8')
        .replace(/^import type [^;]*;/gm, '')
        .replace(/^export type [^;]*;/gm, '');
    for (const [, name = ''] of text.matchAll(/from '([^']+)'/g)) {
        const target = name.startsWith('.') ? `${resolve(dirname(file), name)}.ts` : name;
        if (!seen.has(target)) {
            seen.add(target);
            if (existsSync(target)) {
                loads(target, seen);
            }
        }
    }
    return seen;
}

function sources(folder: string): readonly string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => resolve(folder, name));
}

describe('what clients load', () => {
    it('is zod and our own definitions, nothing of Fabric and nothing of Node', () => {
        const foreign = [...loads(`${source}/api.ts`)].filter((name) => !name.startsWith('/'));
        expect(foreign).toEqual(['zod']);
    });

    it('is nothing foreign for deployment plans', () => {
        const foreign = [...loads(`${source}/deployments.ts`)].filter((name) => !name.startsWith('/'));
        expect(foreign).toEqual([]);
    });

    it('lets no register open private values', () => {
        const importers = sources(source).filter((file) => /from '[^']*\/sealed'/.test(readFileSync(file, 'utf8')));
        expect(importers.filter((file) => !file.startsWith(`${source}/runtime/`))).toEqual([]);
        expect(importers).toContain(`${source}/runtime/private-store.ts`);
    });

    it('lets the frame know no register', () => {
        const files = ['door', 'doorkeeper', 'execution', 'entrance', 'transaction-scope', 'record-store', 'chaincode'];
        const ours = files
            .flatMap((file) => [...loads(`${source}/runtime/${file}.ts`)])
            .filter((name) => name.startsWith('/'));
        expect(ours.filter((name) => !name.startsWith(`${source}/runtime/`))).toEqual([]);
    });
});
