/**
 * `npm run tabularium -- <command>`: one file per command. This folder owns options and what is printed; starting
 * networks, deploying registers and calling them is done by the packages and by ../registers, the words for errors that
 * come from there are in failure.ts.
 */
import { Command } from 'commander';
import type { Language } from '../text/language';
import { blocksCommand } from './blocks';
import { callCommand } from './call';
import { deliveryKeyCommand } from './delivery-key';
import { deployCommand } from './deploy';
import { downCommand } from './down';
import { endorsersCommand } from './endorsers';
import { eventsCommand } from './events';
import { identityCommand } from './identity';
import { openCommand } from './open';
import { sealCommand } from './seal';
import { statusCommand } from './status';
import { helpInWords } from './terminal';
import { txCommand } from './tx';
import { upCommand } from './up';

export function program(language: Language): Command {
    const root = helpInWords(new Command('npm run tabularium --'), language).description(
        { en: 'Runs networks, puts registers on them, and looks into them.', zh: '启动网络、部署登记簿、查看账本。' }[
            language
        ],
    );
    const commands = [
        upCommand,
        downCommand,
        statusCommand,
        deployCommand,
        callCommand,
        endorsersCommand,
        eventsCommand,
        blocksCommand,
        txCommand,
        identityCommand,
        deliveryKeyCommand,
        sealCommand,
        openCommand,
    ];
    // So that commands with commands of their own get their options.
    root.enablePositionalOptions();
    for (const command of commands) {
        root.addCommand(command(language));
    }
    return root;
}
