import { DEFAULT_CLOCK_GUARD_MS } from '@tabularium/chaincode/deployments';
import type { HostEndpoint } from '@tabularium/chaincode/host';
import type { OpenedPackage } from '@tabularium/network';
import type { Command } from 'commander';
import path from 'node:path';
import pc from 'picocolors';
import { type AgencyFolder, readPackage } from '../../registers/agency-folder';
import { spawnChaincodeHost } from '../../registers/chaincode-host';
import { CHAINCODE_FILE, type OwnChaincode, readOwnChaincode, slotOf } from '../../registers/own-chaincode';
import type { Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { interrupted } from '../interrupted';
import { run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder, registerArgument } from './agency-command';
import { foundingOf } from './founding-file';

export function serveCommand(language: Language): Command {
    const command = agencyCommand('serve', language, {
        en: 'Runs the own agency’s chaincode servers until Ctrl+C, with the founding document’s hash.',
        zh: '以创建文件的哈希运行本机构的链码服务，直至 Ctrl+C。',
    });
    return registerArgument(command, language).action((names: readonly string[], options: AgencyOptions) => {
        run(language, () => serve(names, options, language));
    });
}

async function serve(names: readonly string[], options: AgencyOptions, language: Language): Promise<number> {
    const { agency, registers } = await openFolder(options, names);
    const chaincode = await readOwnChaincode(agency);
    const endpoints = await Promise.all(registers.map(({ register }) => endpointOf(agency, register, chaincode)));
    const host = spawnChaincodeHost(agency.chaincodeRoot);
    try {
        const ending = interrupted();
        await host.serve({ endpoints });
        const say = sayIn(language);
        for (const { address, chaincodeId } of endpoints) {
            say(`${pc.green('✓')} ${address.padEnd(20)} ${chaincodeId}`);
        }
        say({ en: '  Serving; Ctrl+C ends it.', zh: '  正在提供链码服务；按 Ctrl+C 停止。' });
        await ending;
        return 0;
    } finally {
        await host.close();
    }
}

async function endpointOf(agency: AgencyFolder, register: string, chaincode: OwnChaincode): Promise<HostEndpoint> {
    const pack = await readPackage(agency.folder, register);
    const slot = pack === undefined ? undefined : slotOf(register, pack, chaincode);
    if (pack === undefined || slot === undefined) {
        throw new UsageError(
            {
                en: `There is no package of ${register} for one of this agency's servers.`,
                zh: `没有供本机构链码服务使用的 ${register} 链码包。`,
            },
            {
                en: 'Make it with deploy package; a package of type node is run by the peer itself.',
                zh: '请用 deploy package 制作；node 类型的链码包由节点自行运行。',
            },
        );
    }
    return {
        register,
        chaincodeId: pack.packageId,
        address: chaincode.listenAt(register, slot),
        foundingDocumentSha256: register === 'directory' ? foundingOf(agency).sha256 : '',
        clockGuardMs: DEFAULT_CLOCK_GUARD_MS,
        ...tlsOf(agency, pack, chaincode),
    };
}

/** As the package tells the peer: a server that speaks otherwise is not understood. */
function tlsOf(
    { folder }: AgencyFolder,
    { server, label }: OpenedPackage,
    { tls }: OwnChaincode,
): Pick<HostEndpoint, 'tls'> {
    const sides = server?.tls ?? 'off';
    if (sides === 'off') {
        return {};
    }
    const clientCaPem = tls?.clientCaPem;
    if (tls === undefined || (sides === 'mutual' && clientCaPem === undefined)) {
        const file = path.join(folder, CHAINCODE_FILE);
        const names = sides === 'mutual' ? 'tls.key, tls.cert, tls.root, tls.clientCa' : 'tls.key, tls.cert, tls.root';
        throw new UsageError(
            {
                en: `${label} asks for TLS, and ${file} has no files for it.`,
                zh: `${label} 要求 TLS，而 ${file} 未给出文件。`,
            },
            { en: `Name them there: ${names}.`, zh: `请在其中给出：${names}。` },
        );
    }
    const { keyPem, certPem } = tls;
    return { tls: { keyPem, certPem, ...(sides === 'mutual' && clientCaPem !== undefined && { clientCaPem }) } };
}
