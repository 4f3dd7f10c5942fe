import type { Command } from 'commander';
import type { Language } from '../text/language';
import { approveCommand } from './deploy/approve';
import { commitCommand } from './deploy/commit';
import { contributeCommand } from './deploy/contribute';
import { foundCommand } from './deploy/found';
import { packageCommand } from './deploy/package';
import { serveCommand } from './deploy/serve';
import { deployStatusCommand } from './deploy/status';
import { wholeNetworkOptions } from './deploy/whole-network';
import { subcommand } from './terminal';

export function deployCommand(language: Language): Command {
    const command = subcommand('deploy', language, {
        en: 'Puts the registers on a running network, founds them and serves their chaincode. Again: changes nothing.',
        zh: '在运行中的网络上部署并创建登记簿，提供链码服务。重复执行不作更改。',
    });
    const commands = [
        contributeCommand,
        foundCommand,
        packageCommand,
        serveCommand,
        approveCommand,
        commitCommand,
        deployStatusCommand,
    ];
    // Options after a command's name are that command's, even where deploy has one of the same name.
    command.enablePositionalOptions();
    for (const each of commands) {
        command.addCommand(each(language));
    }
    return wholeNetworkOptions(command, language);
}
