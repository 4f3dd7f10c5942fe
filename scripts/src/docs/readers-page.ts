import { readableRegisters, readersTable, type ReadersRow } from '@tabularium/chaincode/readers';

const introduction = `# Who can read what

Made by \`npm run docs\` from what the registers declare; a test fails when it is stale.

Public state has no read protection on Fabric: **each member of the channel reads its own peer's database**, whatever the
registers answer to whom. So what is personal is public as a commitment or a hash only, and in plain in a private data collection
or outside the ledger. In a collection's rows, "hashes" are what the other members get.

Whoever operates a peer reads its database, and a peer gives its blocks with private data to every certificate of its organisation.
So what is delivered is sealed to the key that a use names: an organisation's peer, operator and other departments have ciphertext.
A peer that endorses private input without being a member keeps it in its transient store on Fabric for a while; the client never
asks such a peer.`;

/** The page `docs/readers.md`. */
export function readersPage(): string {
    const rows = readersTable(readableRegisters);
    const sections = readableRegisters.map(({ definition: { name } }) => {
        const lines = rows.filter(({ register }) => register === name).map(line);
        return `## ${name}\n\n| What | Holds | Who can read it |\n|---|---|---|\n${lines.join('\n')}`;
    });
    return `${[introduction, ...sections].join('\n\n')}\n`;
}

function line({ what, holds, readers }: ReadersRow): string {
    const [name = '', ...more] = what.split(' ');
    return `| \`${name}\`${more.map((word) => ` ${word}`).join('')} | ${sentence(holds)} | ${readers} |`;
}

function sentence(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
