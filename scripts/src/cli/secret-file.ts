import { nodeFileSystem } from '@tabularium/network';
import { writeFile } from 'node:fs/promises';
import { UsageError } from '../text/usage-error';

/** For its owner alone, and never over another file: what was there could be the only copy. @throws UsageError */
export async function writeSecret(file: string, value: object): Promise<void> {
    try {
        await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw code === 'EEXIST'
            ? new UsageError(
                  { en: `${file} exists already.`, zh: `${file} 已存在。` },
                  { en: 'Give the name of a new file.', zh: '请给出新文件的名称。' },
              )
            : new UsageError(
                  { en: `${file} cannot be written: ${String(code)}.`, zh: `无法写入 ${file}：${String(code)}。` },
                  { en: 'Give a file in a folder of yours.', zh: '请给出您可写目录中的文件。' },
              );
    }
}

/** What the file says is never repeated in an error. @throws UsageError */
export async function readSecret(file: string): Promise<object> {
    const bytes = await nodeFileSystem.readFile(file);
    if (bytes === undefined) {
        throw new UsageError(
            { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` },
            { en: 'Give the path of a JSON file.', zh: '请给出 JSON 文件的路径。' },
        );
    }
    try {
        const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
            return value;
        }
    } catch {
        // The parser's message would quote what is private.
    }
    throw new UsageError(
        { en: `${file} is not a JSON object.`, zh: `${file} 不是 JSON 对象。` },
        { en: 'Give a file that holds one.', zh: '请给出内容为 JSON 对象的文件。' },
    );
}
