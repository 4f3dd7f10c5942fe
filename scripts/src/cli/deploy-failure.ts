import { type DeployError, isDeployError, type Weakening, WeakerError } from '@tabularium/network';
import type { Bilingual } from '../text/language';
import { UsageError } from '../text/usage-error';

/** In Chinese: what went wrong, and what to do. English has both from the error. */
const words: Readonly<Record<DeployError['code'], readonly [what: string, fix: string]>> = {
    LABEL_INVALID: ['链码包标签无效', '标签以字母或数字开头，可含字母、数字及 _ . + -。'],
    CONNECTION_INVALID: ['链码连接信息无效', '请给出节点访问链码服务的 host:port。'],
    PACKAGE_INVALID: ['链码包无效', '请重新制作，或取得其他机构所用的文件。'],
    POLICY_INVALID: ['背书策略无法解析', "请写成 AND('Org1MSP.peer', 'Org2MSP.peer')、OR(…) 或 OutOf(2, …)。"],
    DEFINITION_INVALID: ['链码定义无效', '请更正名称、版本或私有数据集合。'],
    MATERIAL_MISSING: ['缺少网络材料', '请给出 test-network 布局的目录（其中有 organizations/）。'],
    KEY_MISSING: ['没有管理员密钥', '请放入本组织的目录，其中含管理员证书与私钥。'],
    KEY_OF_OTHER_ORGANIZATION: ['密钥不属于本组织', '此处只保留本组织 CA 所签发的管理员证书及其私钥。'],
    PEER_UNREACHABLE: ['无法连接节点', '请检查节点是否运行、地址是否正确、TLS 根证书是否匹配。'],
    ORDERER_UNREACHABLE: ['无法连接排序节点', '请检查排序节点是否运行、地址是否正确、TLS 根证书是否匹配。'],
    CHANNEL_NOT_FOUND: ['没有该通道', '请将节点加入通道，或指定其他通道。'],
    NOT_AN_ADMIN: ['签名者不是管理员', '请用运行该节点的组织的管理员（OU 为 admin）签名。'],
    PACKAGE_REFUSED: ['节点拒绝链码包', '请检查链码包，以及节点 core.yaml 中 ccaas 的外部构建器及其配置。'],
    PACKAGE_DIFFERS: ['链码包与已批准的不同', '请与其他机构核对包标识；确需更换时用 --replace-package。'],
    PROPOSAL_REFUSED: ['节点拒绝提案', '请查看节点日志。'],
    DEFINITION_DIFFERS: [
        '定义与本组织已批准的不同',
        '请用本软件及商定的 agencies.json、channel.json 重新批准，再提交。',
    ],
    APPROVALS_MISSING: ['批准数不足', '请其管理员批准完全相同的定义；deploy status 显示谁已批准。'],
    POLICY_WEAKER: ['保护将会减弱', '请核对 agencies.json 与 channel.json；若各机构均同意，用 --allow-weaker。'],
    DEFINITION_NOT_AGREED: ['有组织尚未批准该定义', '该组织须先批准完全相同的定义：版本、序号、策略与集合均相同。'],
    SEQUENCE_MISMATCH: ['序号不符', '定义已被他人更改，或并无变化：请查看 deploy status 后重试。'],
    ENDORSEMENTS_DIFFER: ['各节点账本尚不一致', '请待所有节点取得最新区块后重试。'],
    BROADCAST_REFUSED: ['排序节点拒绝交易', '请查看排序节点日志；签名者的组织须可写入通道。'],
    TRANSACTION_INVALID: ['交易无效', '请用 deploy status 查看已提交的定义，然后重试。'],
    TIMEOUT: ['等待超时', '交易可能仍会提交：请先用 deploy status 查看，再重试。'],
    NATIVE_BINARIES_MISSING: ['缺少 Fabric 程序', '请安装 Fabric 2.5 或 3.1，并用 FABRIC_BIN 指定其 bin 目录。'],
    NATIVE_START_FAILED: ['Fabric 网络未能启动', '请查看日志。'],
};

/** The failure in both languages; details that only the network knows stay in English. */
export function deployFailure(error: Error): UsageError | undefined {
    if (!isDeployError(error)) {
        return undefined;
    }
    const [what, fix] = words[error.code];
    const details = error instanceof WeakerError ? error.weakenings.map(weakening).join('；') : error.message;
    return new UsageError({ en: error.message, zh: `${what}：${details}` }, { en: error.advice, zh: fix });
}

function weakening(found: Weakening): Bilingual['zh'] {
    const where = found.collection === undefined ? '' : `集合 ${found.collection}：`;
    switch (found.kind) {
        case 'endorsement': {
            const names = found.suffices.map(({ mspId, role }) => `${mspId}.${role}`).join('、');
            return `${where}${names === '' ? '无需任何人' : `${names} 即`}足以背书，而现在不足`;
        }
        case 'members':
            return `${where}${found.mspIds.join('、')} 将收到其数据`;
        case 'memberOnlyRead':
            return `${where}非成员组织的客户端将可读取`;
        case 'memberOnlyWrite':
            return `${where}非成员组织的客户端将可写入`;
        case 'incomparable':
            return `${where}两种策略无法比较`;
    }
}
