import { isDeployError, isNetworkError } from '@tabularium/network';
import { UsageError } from '../text/usage-error';

const installing = 'https://hyperledger-fabric.readthedocs.io/en/release-2.5/install.html';

/** What keeps Fabric's own processes from starting, in words; undefined for everything else. */
export function nativeFailure(error: Error): UsageError | undefined {
    if (isDeployError(error, 'NATIVE_BINARIES_MISSING')) {
        return new UsageError(
            { en: `${error.message}.`, zh: `找不到可用的 Fabric 程序：${error.message}` },
            {
                en: `Needed: peer and orderer of Fabric 2.5 or 3.1 in the folder that FABRIC_BIN names or on PATH, and builders/ccaas (the builder for chaincode as a service) in that folder or beside it. Fabric documents where to get them: ${installing}; or leave out --backend native.`,
                zh: `需要：Fabric 2.5 或 3.1 的 peer 与 orderer，位于 FABRIC_BIN 所指目录或 PATH 中；以及该目录内或其旁的 builders/ccaas（链码即服务构建器）。获取方法见 Fabric 文档：${installing}；或去掉 --backend native。`,
            },
        );
    }
    if (isDeployError(error, 'NATIVE_START_FAILED')) {
        return new UsageError(
            { en: error.message, zh: `Fabric 的进程未能启动：${error.message}` },
            { en: error.advice, zh: `请查看日志：${error.advice}` },
        );
    }
    if (isNetworkError(error, 'CONFIG_INVALID')) {
        return new UsageError(
            { en: error.message, zh: `网络设置无效：${error.message}` },
            { en: error.advice, zh: `请更正：${error.advice}` },
        );
    }
    return undefined;
}
