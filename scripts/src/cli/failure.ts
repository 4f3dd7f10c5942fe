import { status as grpcStatus } from '@grpc/grpc-js';
import { SealingError } from '@tabularium/client';
import { isNetworkError } from '@tabularium/network';
import { UsageError } from '../text/usage-error';
import { deployFailure } from './deploy-failure';
import { nativeFailure } from './native-failure';
import { sealingFailure } from './sealing-words';

/** Turns what packages throw into words with a way out; what nobody expects goes through, with its stack. */
export async function inWords<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
        return await work();
    } catch (error) {
        throw worded(error);
    }
}

function worded(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof UsageError) {
        return error;
    }
    if (error instanceof SealingError) {
        return sealingFailure(error);
    }
    return nativeFailure(error) ?? deployFailure(error) ?? startFailure(error) ?? callFailure(error) ?? error;
}

function startFailure(error: Error): UsageError | undefined {
    const down = 'npm run tabularium -- down';
    if (isNetworkError(error, 'PORT_TAKEN')) {
        return new UsageError(
            { en: `${capital(error.message)}.`, zh: `端口被占用：${error.message}` },
            {
                en: `If an earlier network holds it, end that one (Ctrl+C there, or ${down}); or move all ports with --port-base 20000.`,
                zh: `若为先前启动的网络，请先结束它（在其终端按 Ctrl+C，或 ${down}）；或用 --port-base 20000 整体更换端口。`,
            },
        );
    }
    if (isNetworkError(error, 'DATA_DIR_IN_USE')) {
        return new UsageError(
            { en: `${capital(error.message)}.`, zh: `目录正被另一网络使用：${error.message}` },
            {
                en: `End that network (${down}), or give another folder with --dir.`,
                zh: `请先结束该网络（${down}），或用 --dir 指定其他目录。`,
            },
        );
    }
    if (isNetworkError(error, 'DATA_DIR_MISMATCH')) {
        return new UsageError(
            { en: `${capital(error.message)}.`, zh: `目录中的网络与所给设置不符：${error.message}` },
            {
                en: 'Start with --fresh to throw the old network away, or give another folder with --dir.',
                zh: '用 --fresh 重新开始（丢弃旧网络），或用 --dir 指定其他目录。',
            },
        );
    }
    return undefined;
}

/** What a peer says when the register's own process does not run. */
const notServed = /could not launch chaincode|error creating grpc connection/;

function callFailure(error: Error): UsageError | undefined {
    if (notServed.test(error.message)) {
        return new UsageError(
            {
                en: 'The register is deployed, but nobody serves its chaincode.',
                zh: '登记簿已部署，但无人提供其链码服务。',
            },
            {
                en: 'Run deploy again and leave it running, or start the network with npm start or up.',
                zh: '请再次执行 deploy 并保持运行，或用 npm start、up 启动网络。',
            },
        );
    }
    const code = 'grpcCode' in error ? error.grpcCode : 'code' in error ? error.code : undefined;
    if (code === grpcStatus.UNAVAILABLE || code === grpcStatus.DEADLINE_EXCEEDED) {
        return new UsageError(
            { en: `The network does not answer: ${error.message}`, zh: `网络没有应答：${error.message}` },
            {
                en: 'Start it (npm start, or npm run tabularium -- up), or name the right one with --dir or --network.',
                zh: '请启动网络（npm start 或 npm run tabularium -- up），或用 --dir、--network 指定正确的网络。',
            },
        );
    }
    if ('fix' in error && typeof error.fix === 'string') {
        const what = error.message.endsWith(error.fix)
            ? error.message.slice(0, -error.fix.length).trim()
            : error.message;
        return new UsageError({ en: what, zh: what }, { en: error.fix, zh: error.fix });
    }
    if ('step' in error || typeof code === 'number') {
        return new UsageError(
            { en: error.message, zh: error.message },
            {
                en: 'npm run tabularium -- status tells whether the network is well; -- blocks what is on its ledger.',
                zh: '可用 npm run tabularium -- status 查看网络状态，用 -- blocks 查看账本。',
            },
        );
    }
    return undefined;
}

function capital(text: string): string {
    // File names keep their letters.
    return /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
