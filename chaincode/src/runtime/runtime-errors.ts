/** Refusals of the frame itself; any transaction of any register may answer them. Pure. */
import { defineErrors } from './errors';

export const runtimeErrors = defineErrors('RUNTIME', {
    INPUT_INVALID: {
        kind: 'INVALID_ARGUMENT',
        en: 'The input is not valid at {path}: {problem}.',
        zh: '输入在 {path} 处无效：{problem}。',
        fix: ['Correct the named field and send the command again.', '请更正所指字段后重新提交。'],
    },
    TRANSACTION_UNKNOWN: {
        kind: 'UNIMPLEMENTED',
        en: 'Register {register} has no transaction {transaction}.',
        zh: '登记簿 {register} 没有交易 {transaction}。',
        fix: [
            'Check the name; update the client if the register is older.',
            '请核对名称；如登记簿版本较旧请更换客户端。',
        ],
    },
    REGISTER_MISMATCH: {
        kind: 'FAILED_PRECONDITION',
        en: 'This chaincode was started as register "{started}" and does not answer for {register}.',
        zh: '本链码以登记簿“{started}”启动，不处理 {register} 的请求。',
        fix: [
            'Ask the operator to start the chaincode with the name it is committed under.',
            '请运维方以提交定义时的名称启动链码。',
        ],
    },
    CALLER_UNKNOWN: {
        kind: 'UNAUTHENTICATED',
        en: 'The directory knows no officer in office under this certificate of {mspId}.',
        zh: '目录中没有与 {mspId} 的该证书对应的在任官员。',
        fix: [
            'Ask an administrator of your agency to register or rebind the certificate.',
            '请本机构管理员登记或重新绑定该证书。',
        ],
    },
    CERTIFICATE_INVALID: {
        kind: 'UNAUTHENTICATED',
        en: 'The signer’s certificate cannot be read: {problem}.',
        zh: '无法读取签名者证书：{problem}。',
        fix: ['Enrol again with the agency’s certificate authority.', '请向本机构的证书颁发机构重新申领证书。'],
    },
    AGENCY_SUSPENDED: {
        kind: 'PERMISSION_DENIED',
        en: 'Agency {agencyId} is suspended; its officers cannot act.',
        zh: '机构 {agencyId} 已被暂停，其官员不能办理业务。',
        fix: ['Founding agencies can reinstate it by motion.', '可由创始机构动议恢复。'],
    },
    ACCESS_DENIED: {
        kind: 'PERMISSION_DENIED',
        en: 'None of your grants allows {transaction} here.',
        zh: '您的授权均不允许在此执行 {transaction}。',
        fix: [
            'Ask an administrator of your agency for a grant with role, jurisdiction and clearance.',
            '请本机构管理员授予相应角色、辖区和密级。',
        ],
    },
    CALL_NOT_ALLOWED: {
        kind: 'PERMISSION_DENIED',
        en: 'Register {via} may not call {transaction} of {register}.',
        zh: '登记簿 {via} 不得调用 {register} 的 {transaction}。',
        fix: ['Call the register directly.', '请直接调用该登记簿。'],
    },
    CALL_FAILED: {
        kind: 'FAILED_PRECONDITION',
        en: 'Register {register} did not answer on this peer.',
        zh: '本节点上的登记簿 {register} 未应答。',
        fix: [
            'Check that {register} is committed on the channel and running at this peer, then try again.',
            '请确认 {register} 已在通道上提交并在该节点运行，然后重试。',
        ],
        retryable: true,
    },
    RECORD_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no {docType} {key}.',
        zh: '不存在 {docType} {key}。',
        fix: ['Check the id.', '请核对标识。'],
    },
    RECORD_EXISTS: {
        kind: 'ALREADY_EXISTS',
        en: 'There is a {docType} {key} already.',
        zh: '{docType} {key} 已存在。',
        fix: ['Read the existing record, or choose another id.', '请查询已有记录，或选择其他标识。'],
    },
    COMMAND_REUSED: {
        kind: 'ALREADY_EXISTS',
        en: 'Command id {commandId} was used for another command.',
        zh: '命令标识 {commandId} 已用于其他命令。',
        fix: ['Choose a new command id for a new command.', '新命令请使用新的命令标识。'],
    },
    CLOCK_SKEW: {
        kind: 'FAILED_PRECONDITION',
        en: 'The transaction’s time {txTime} is more than {limitMs} ms from this peer’s clock.',
        zh: '交易时间 {txTime} 与本节点时钟相差超过 {limitMs} 毫秒。',
        fix: ['Correct the clock of the computer that signs, then sign again.', '请校准签名计算机的时钟后重新签名。'],
        retryable: true,
    },
    CLOCK_BEHIND: {
        kind: 'FAILED_PRECONDITION',
        en: 'The transaction’s time {txTime} is before {updatedAt}, when {docType} was last written.',
        zh: '交易时间 {txTime} 早于 {docType} 的最后写入时间 {updatedAt}。',
        fix: ['Correct the clock of the computer that signs, then sign again.', '请校准签名计算机的时钟后重新签名。'],
        retryable: true,
    },
    CURSOR_INVALID: {
        kind: 'INVALID_ARGUMENT',
        en: 'The cursor does not belong to this list.',
        zh: '游标不属于该列表。',
        fix: ['Begin with an empty cursor.', '请从空游标开始。'],
    },
    COLLECTION_UNKNOWN: {
        kind: 'FAILED_PRECONDITION',
        en: 'The register has no private collection {collection} on this network.',
        zh: '本网络的该登记簿没有私有集合 {collection}。',
        fix: [
            'Ask the operator to commit the register with all collections of its deployment plan.',
            '请运维方按部署方案提交该登记簿的全部集合定义。',
        ],
    },
    COLLECTION_CLOSED: {
        kind: 'PERMISSION_DENIED',
        en: 'Private collection {collection} is closed to your organisation.',
        zh: '私有集合 {collection} 不对您的机构开放。',
        fix: ['Ask an officer of a member organisation.', '请联系成员机构的官员。'],
    },
    PRIVATE_DATA_ELSEWHERE: {
        kind: 'FAILED_PRECONDITION',
        en: 'This peer does not hold the values of private collection {collection}.',
        zh: '本节点不存有私有集合 {collection} 的数据。',
        fix: [
            'Ask a peer of a member organisation; one that missed a value receives it within minutes.',
            '请向成员机构的节点查询；未及时收到数据的节点几分钟内会补齐。',
        ],
        retryable: true,
    },
    INTERNAL: {
        kind: 'INTERNAL',
        en: 'The register failed; the operator finds the cause under transaction {txId}.',
        zh: '登记簿内部错误；运维方可按交易 {txId} 查找原因。',
        fix: ['Give the transaction id to the operator of the peer.', '请将交易标识告知节点运维方。'],
    },
});
