import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the file holds; it is made once, readable for its owner alone, so that a second start finds the same. */
export async function keep(file: string, make: () => string): Promise<string> {
    const existing = await readFile(file, 'utf8').catch(() => undefined);
    if (existing !== undefined) {
        return existing;
    }
    const content = make();
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
    return content;
}
