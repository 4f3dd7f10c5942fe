import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the file holds; it is made once, readable for its owner alone, so that a second start finds the same. */
export async function keep(file: string, make: () => string | Promise<string>): Promise<string> {
    const existing = await kept(file);
    if (existing !== undefined) {
        return existing;
    }
    const content = await make();
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
    return content;
}

/** Undefined as long as nothing is kept there. */
export function kept(file: string): Promise<string | undefined> {
    return readFile(file, 'utf8').catch(() => undefined);
}
