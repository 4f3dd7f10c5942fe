/** The refusals of the exchange register. Pure: clients import it to compare codes. */
import { defineErrors } from '../runtime/errors';

export const exchangeErrors = defineErrors('EXCHANGE', {
    RESOURCE_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'The catalogue has no resource {resourceCode}.',
        zh: '目录中没有信息资源 {resourceCode}。',
        fix: ['Check the resource code in the catalogue.', '请在目录中核对信息资源代码。'],
    },
    RESOURCE_EXISTS: {
        kind: 'ALREADY_EXISTS',
        en: 'The catalogue has a resource {resourceCode} already.',
        zh: '目录中已有信息资源 {resourceCode}。',
        fix: ['Amend the resource, or publish under another code.', '请修订该资源，或以其他代码发布。'],
    },
    RESOURCE_STATE_FORBIDS: {
        kind: 'FAILED_PRECONDITION',
        en: '{operation} is not possible while resource {resourceCode} is {status}.',
        zh: '信息资源 {resourceCode} 处于 {status} 状态，不能执行 {operation}。',
        fix: ['Look for a published resource in the catalogue.', '请在目录中查找已发布的资源。'],
    },
    RESOURCE_OF_OTHER_AGENCY: {
        kind: 'PERMISSION_DENIED',
        en: '{agencyId} answers for resource {resourceCode}.',
        zh: '信息资源 {resourceCode} 由 {agencyId} 负责。',
        fix: ['Ask the agency that provides the resource.', '请联系资源提供方。'],
    },
    RESOURCE_NOT_SHARED: {
        kind: 'PERMISSION_DENIED',
        en: 'Resource {resourceCode} is not shared.',
        zh: '信息资源 {resourceCode} 不予共享。',
        fix: ['Read its legal basis in the catalogue.', '请在目录中查看不予共享的依据。'],
    },
    ITEM_UNKNOWN: {
        kind: 'NOT_FOUND',
        en: 'Resource {resourceCode} has no item {itemCode}.',
        zh: '信息资源 {resourceCode} 没有信息项 {itemCode}。',
        fix: ['Read the items of the resource in the catalogue.', '请在目录中查看该资源的信息项。'],
    },
    CLEARANCE_INSUFFICIENT: {
        kind: 'PERMISSION_DENIED',
        en: 'Item {itemCode} needs clearance {need}, yours is {have}.',
        zh: '信息项 {itemCode} 需要 {need} 级权限，您为 {have} 级。',
        fix: ['Leave the item out, or ask for a grant with more clearance.', '请去掉该信息项，或申请更高级别的授权。'],
    },
    ALREADY_GRANTED: {
        kind: 'ALREADY_EXISTS',
        en: 'Your department holds item {itemCode} for this purpose under grant {grantId}.',
        zh: '贵部门已依授权 {grantId} 为此用途持有信息项 {itemCode}。',
        fix: ['Use that grant; ask only for what you do not have.', '请使用该授权，只申请尚未持有的信息项。'],
    },
    PERIOD_INVALID: {
        kind: 'INVALID_ARGUMENT',
        en: 'A grant cannot run from {validFrom} to {validTo}.',
        zh: '授权期限不能为 {validFrom} 至 {validTo}。',
        fix: ['Choose an end in the future, after the beginning.', '请选择晚于起始时间的未来截止时间。'],
    },
    REQUEST_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no request {requestId}.',
        zh: '申请 {requestId} 不存在。',
        fix: ['Check the request id.', '请核对申请编号。'],
    },
    REQUEST_STATE_FORBIDS: {
        kind: 'FAILED_PRECONDITION',
        en: '{operation} is not possible while request {requestId} is {status}.',
        zh: '申请 {requestId} 处于 {status} 状态，不能执行 {operation}。',
        fix: ['Read the request and take the step that its state allows.', '请查看申请状态，办理当前允许的步骤。'],
    },
    REASON_REQUIRED: {
        kind: 'INVALID_ARGUMENT',
        en: 'A rejection of request {requestId} needs a reason.',
        zh: '驳回申请 {requestId} 须说明理由。',
        fix: ['Say why, without personal data.', '请说明理由，不得包含个人信息。'],
    },
    OFFICERS_NOT_SEPARATE: {
        kind: 'PERMISSION_DENIED',
        en: 'Whoever made request {requestId} does not decide on it.',
        zh: '提出申请 {requestId} 的人员不得审批该申请。',
        fix: ['Have another officer decide.', '请由另一名人员审批。'],
    },
    ITEM_NOT_REQUESTED: {
        kind: 'INVALID_ARGUMENT',
        en: 'Request {requestId} does not ask for item {itemCode}.',
        zh: '申请 {requestId} 未申请信息项 {itemCode}。',
        fix: ['Grant requested items only.', '只能授予所申请的信息项。'],
    },
    GRANT_EXCEEDS_REQUEST: {
        kind: 'INVALID_ARGUMENT',
        en: 'The grant gives more than request {requestId} asks for: {field}.',
        zh: '授权超出申请 {requestId} 的范围：{field}。',
        fix: ['Grant at most what is asked for.', '授权不得超出申请范围。'],
    },
    REQUEST_NOT_OVERDUE: {
        kind: 'FAILED_PRECONDITION',
        en: 'The answer to request {requestId} is due at {dueAt}.',
        zh: '申请 {requestId} 的答复期限为 {dueAt}。',
        fix: ['Wait until the answer is due.', '请等待答复期限届满。'],
        retryable: true,
    },
    OVERDUE_ALREADY_FLAGGED: {
        kind: 'ALREADY_EXISTS',
        en: 'Request {requestId} is flagged as overdue since {overdueSince}.',
        zh: '申请 {requestId} 已于 {overdueSince} 标记为逾期。',
        fix: ['Nothing is left to do.', '无需重复标记。'],
    },
    RECORD_OF_OTHER_AGENCIES: {
        kind: 'PERMISSION_DENIED',
        en: 'This record concerns {consumer} and {provider}.',
        zh: '该记录涉及 {consumer} 与 {provider}。',
        fix: ['Ask one of these agencies or the data authority.', '请联系相关机构或数据主管部门。'],
    },
    GRANT_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no grant {grantId}.',
        zh: '授权 {grantId} 不存在。',
        fix: ['Check the grant id.', '请核对授权编号。'],
    },
    GRANT_STATE_FORBIDS: {
        kind: 'FAILED_PRECONDITION',
        en: '{operation} is not possible while grant {grantId} is {status}.',
        zh: '授权 {grantId} 处于 {status} 状态，不能执行 {operation}。',
        fix: [
            'Read the grant; ask provider or data authority why it stopped.',
            '请查看授权，并向提供方或数据主管部门了解原因。',
        ],
    },
    GRANT_STOPPED_BY_OTHER: {
        kind: 'PERMISSION_DENIED',
        en: 'Grant {grantId} was suspended by {agencyId}.',
        zh: '授权 {grantId} 由 {agencyId} 暂停。',
        fix: [
            'Only the agency that suspended it, or the data authority, resumes it.',
            '只能由暂停机构或数据主管部门恢复。',
        ],
    },
    GRANT_OF_OTHER_DEPARTMENT: {
        kind: 'PERMISSION_DENIED',
        en: 'Grant {grantId} is for department {departmentId} of {agencyId}.',
        zh: '授权 {grantId} 属于 {agencyId} 的 {departmentId} 部门。',
        fix: ['Request the data for your own department.', '请为本部门另行申请。'],
    },
    GRANT_NOT_YET_VALID: {
        kind: 'FAILED_PRECONDITION',
        en: 'Grant {grantId} is valid from {validFrom}.',
        zh: '授权 {grantId} 自 {validFrom} 起有效。',
        fix: ['Wait until the grant begins.', '请等待授权生效。'],
        retryable: true,
    },
    GRANT_EXPIRED: {
        kind: 'FAILED_PRECONDITION',
        en: 'Grant {grantId} was valid until {validTo}.',
        zh: '授权 {grantId} 的有效期至 {validTo}。',
        fix: ['Request the data again.', '请重新申请。'],
    },
    GRANT_EXHAUSTED: {
        kind: 'RESOURCE_EXHAUSTED',
        en: 'Grant {grantId} allows {maxUses} uses.',
        zh: '授权 {grantId} 只允许使用 {maxUses} 次。',
        fix: ['Request the data again.', '请重新申请。'],
    },
    PURPOSE_MISMATCH: {
        kind: 'PERMISSION_DENIED',
        en: 'Grant {grantId} is for {granted}, not for {purposeCode}.',
        zh: '授权 {grantId} 的用途为 {granted}，不是 {purposeCode}。',
        fix: ['Request the data for the other purpose.', '请为其他用途另行申请。'],
    },
    ITEM_NOT_GRANTED: {
        kind: 'PERMISSION_DENIED',
        en: 'Grant {grantId} does not include item {itemCode}.',
        zh: '授权 {grantId} 不包括信息项 {itemCode}。',
        fix: ['Use granted items only, or request the item.', '只能使用已授权的信息项，或另行申请。'],
    },
    USE_SLOT_TAKEN: {
        kind: 'ALREADY_EXISTS',
        en: 'Use {slot} of grant {grantId} is taken.',
        zh: '授权 {grantId} 的第 {slot} 次使用已被占用。',
        fix: ['Ask freeUse for another number.', '请通过 freeUse 获取其他序号。'],
    },
    DELIVERY_KEY_INVALID: {
        kind: 'INVALID_ARGUMENT',
        en: 'The key to deliver to is not a point of P-256.',
        zh: '用于接收交付的公钥不是 P-256 曲线上的点。',
        fix: ['Make a new key for this use and give its public half.', '请为本次使用生成新密钥，并提供其公钥。'],
    },
    USAGE_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no use {usageId}.',
        zh: '使用记录 {usageId} 不存在。',
        fix: ['Check the usage id.', '请核对使用记录编号。'],
    },
    USAGE_STATE_FORBIDS: {
        kind: 'FAILED_PRECONDITION',
        en: '{operation} is not possible while use {usageId} is {status}.',
        zh: '使用记录 {usageId} 处于 {status} 状态，不能执行 {operation}。',
        fix: ['Read the use and take the step that its state allows.', '请查看使用记录状态，办理当前允许的步骤。'],
    },
    DELIVERY_COMMITMENT_MISMATCH: {
        kind: 'FAILED_PRECONDITION',
        en: 'The record is not the one committed to for use {usageId}.',
        zh: '所交付内容与使用记录 {usageId} 的承诺值不符。',
        fix: ['Deliver exactly the sealed record and salt of the commitment.', '请交付与承诺值一致的密封内容和盐值。'],
    },
    DELIVERY_NOT_SEALED: {
        kind: 'INVALID_ARGUMENT',
        en: 'The record is not sealed to the key of use {usageId}, for this use.',
        zh: '所交付内容未以使用记录 {usageId} 的公钥为该次使用密封。',
        fix: [
            'Read the use, seal the record to its deliverTo, and commit to what was sealed.',
            '请查看该使用记录，以其 deliverTo 公钥密封内容，并对密封结果作出承诺。',
        ],
    },
    DELIVERY_ITEMS_DIFFER: {
        kind: 'INVALID_ARGUMENT',
        en: 'The sealed record does not name exactly the items of use {usageId}.',
        zh: '密封内容所列信息项与使用记录 {usageId} 不一致。',
        fix: ['Deliver every used item and no other.', '请交付且仅交付所使用的信息项。'],
    },
    DELIVERY_EXISTS: {
        kind: 'ALREADY_EXISTS',
        en: 'The record for use {usageId} is delivered.',
        zh: '使用记录 {usageId} 的内容已交付。',
        fix: ['Nothing is left to do.', '无需重复交付。'],
    },
    DELIVERY_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'The inbox holds no record for use {usageId}.',
        zh: '收件集合中没有使用记录 {usageId} 的内容。',
        fix: ['Ask the provider to deliver, and read at your own peer.', '请提供方交付，并在本机构节点读取。'],
    },
});

export type ExchangeError = (typeof exchangeErrors)[keyof typeof exchangeErrors];
