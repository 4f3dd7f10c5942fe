import { readFileSync } from 'node:fs';
import path from 'node:path';
import { program } from '../../scripts/src/cli/program';

const pages = ['deploy.md', 'deploy.zh-CN.md'] as const;

describe.each(pages)('docs/%s', (page) => {
    const text = readFileSync(path.resolve(__dirname, '../../docs', page), 'utf8');
    const typed = text.split('\n').filter((line) => line.startsWith('$ npm run tabularium -- deploy '));

    it('shows every command of an agency', () => {
        const deploy = program('en').commands.find((command) => command.name() === 'deploy');
        const shown = new Set(typed.map((line) => line.split(' ')[6]));
        expect([...shown].sort()).toEqual(deploy?.commands.map((command) => command.name()).sort());
    });

    it('types nothing that the commands do not know', () => {
        const deploy = program('en').commands.find((command) => command.name() === 'deploy');
        for (const line of typed) {
            const words = line.split(' ').slice(6);
            const command = deploy?.commands.find((each) => each.name() === words[0]);
            const known = command?.options.map(({ long }) => long) ?? [];
            const used = words.filter((word) => word.startsWith('--'));
            expect({ line, unknown: used.filter((word) => !known.includes(word)) }).toEqual({ line, unknown: [] });
        }
    });
});
