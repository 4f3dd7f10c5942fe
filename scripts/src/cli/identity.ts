import { principalOf } from '@tabularium/chaincode/principal';
import { nodeFileSystem } from '@tabularium/network';
import type { Command } from 'commander';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { printJson, run, sayIn, subcommand } from './terminal';

interface Options {
    readonly msp: string;
    readonly json?: boolean;
}

export function identityCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return subcommand('identity', language, {
        en: 'Tells how the directory knows the holder of a certificate: for registerOfficer and rebindOfficer.',
        zh: '显示目录如何识别证书持有人：用于 registerOfficer 与 rebindOfficer。',
    })
        .argument('<cert.pem>', t('certificate file', '证书文件'))
        .requiredOption(
            '--msp <id>',
            t('MSP under which the holder signs, e.g. Org1MSP', '持有人签名所属 MSP，如 Org1MSP'),
        )
        .option('--json', t('print JSON', '输出 JSON'))
        .action((file: string, options: Options) => {
            run(language, () => identity(file, options, language));
        });
}

async function identity(file: string, { msp, json = false }: Options, language: Language): Promise<number> {
    const bytes = await nodeFileSystem.readFile(file);
    if (bytes === undefined) {
        throw new UsageError(
            { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` },
            { en: 'Give the path of a certificate in PEM.', zh: '请给出 PEM 证书的路径。' },
        );
    }
    const principal = principalIn(Buffer.from(bytes).toString('utf8'), msp, file);
    if (json) {
        printJson(principal);
        return 0;
    }
    const say = sayIn(language);
    say(`mspId        ${principal.mspId}`);
    say(`subjectHash  ${principal.subjectHash}`);
    say({
        en: 'The same for every certificate of this subject and issuer: renewing it changes nothing.',
        zh: '同一主体与颁发者的所有证书均相同：续期不影响身份。',
    });
    return 0;
}

function principalIn(pem: string, msp: string, file: string): ReturnType<typeof principalOf> {
    try {
        return principalOf(msp, pem);
    } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new UsageError(
            { en: `${file} is not a certificate: ${problem}.`, zh: `${file} 不是证书：${problem}。` },
            {
                en: 'Give a PEM file that begins with -----BEGIN CERTIFICATE-----.',
                zh: '请给出以 -----BEGIN CERTIFICATE----- 开头的 PEM 文件。',
            },
        );
    }
}
