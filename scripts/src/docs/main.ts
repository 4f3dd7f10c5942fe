/** `npm run docs`: writes the pages that are made from the code. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../text/run-command';
import { readersPage } from './readers-page';

const root = path.join(__dirname, '../../..');

runCommand('en', async () => {
    const file = path.join(root, 'docs/readers.md');
    await writeFile(file, readersPage());
    process.stdout.write(`Written: ${path.relative(process.cwd(), file)}\n`);
    return 0;
});
