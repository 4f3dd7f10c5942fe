/** The refusals of the licence register. Pure: clients import it to compare codes. */
import { defineErrors } from '../runtime/errors';

export const licenceErrors = defineErrors('LICENCE', {
    IDENTIFIER_MALFORMED: {
        kind: 'INVALID_ARGUMENT',
        en: 'The licence identifier has no valid {part}.',
        zh: '电子证照标识的 {part} 部分格式无效。',
        fix: [
            'Write 1.2.156.3005.2, type (21), issuer, serial, version (3) and check character, with dots between.',
            '请按“1.2.156.3005.2.类型代码(21位).颁发机构代码.流水号.版本号(3位).校验位”填写。',
        ],
    },
    IDENTIFIER_CHECK_FAILED: {
        kind: 'INVALID_ARGUMENT',
        en: 'The check character of the {part} ({standard}) is wrong: {expected} is expected.',
        zh: '{part} 的校验位（{standard}）错误，应为 {expected}。',
        fix: [
            'Compare each character with the source; a routine that counts A as 11 gives wrong check characters.',
            '请逐位核对；若校验程序将 A 计为 11，则所得校验位有误。',
        ],
    },
    ISSUER_NOT_USCC: {
        kind: 'INVALID_ARGUMENT',
        en: 'The identifier names region {issuer} as issuer, not an agency.',
        zh: '标识中的颁发机构是区划代码 {issuer}，不是机构代码。',
        fix: [
            'Issue under the 18-character unified social credit code of your agency.',
            '请以本机构 18 位统一社会信用代码颁发。',
        ],
    },
    VERSION_NOT_FIRST: {
        kind: 'INVALID_ARGUMENT',
        en: 'A licence is issued as version 001, not {licenceVersion}.',
        zh: '首次颁发的版本号应为 001，而不是 {licenceVersion}。',
        fix: [
            'Issue version 001; later versions come from renewLicence.',
            '请以 001 颁发，后续版本通过 renewLicence 产生。',
        ],
    },
    VERSIONS_EXHAUSTED: {
        kind: 'RESOURCE_EXHAUSTED',
        en: '{identifier} is the last version that its serial can have.',
        zh: '{identifier} 已是该流水号的最后一个版本。',
        fix: ['Issue a licence with a new serial.', '请使用新的流水号颁发。'],
    },
    TYPE_NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'No licence type {typeCode} is defined.',
        zh: '证照类型 {typeCode} 未定义。',
        fix: ['Check the code, or define the type first.', '请核对代码，或先定义该类型。'],
    },
    TYPE_ALREADY_DEFINED: {
        kind: 'ALREADY_EXISTS',
        en: 'Licence type {typeCode} is defined already.',
        zh: '证照类型 {typeCode} 已定义。',
        fix: ['Use the existing type, or choose another code.', '请使用已有类型，或另选代码。'],
    },
    TYPE_OF_OTHER_AGENCY: {
        kind: 'PERMISSION_DENIED',
        en: 'Licence type {typeCode} was defined by {agencyId}, which alone accredits its issuers.',
        zh: '证照类型 {typeCode} 由 {agencyId} 定义，颁发资格仅由其认定。',
        fix: ['Ask the agency that defined the type.', '请由定义该类型的机构办理。'],
    },
    AGENCY_WITHOUT_USCC: {
        kind: 'FAILED_PRECONDITION',
        en: 'The directory has no unified social credit code of {agencyId}.',
        zh: '名录中没有 {agencyId} 的统一社会信用代码。',
        fix: [
            'Only agencies admitted with a code can issue licences.',
            '只有登记了统一社会信用代码的机构才能颁发证照。',
        ],
    },
    ISSUER_ALREADY_ACCREDITED: {
        kind: 'ALREADY_EXISTS',
        en: '{issuerUscc} is accredited for {typeCode} within that period.',
        zh: '{issuerUscc} 在该期间内已具有 {typeCode} 的颁发资格。',
        fix: ['Withdraw the accreditation first, or begin after its end.', '请先撤销原资格，或自其届满后起算。'],
    },
    ISSUER_NOT_ACCREDITED: {
        kind: 'PERMISSION_DENIED',
        en: '{issuerUscc} is not accredited for {typeCode} now.',
        zh: '{issuerUscc} 目前没有 {typeCode} 的颁发资格。',
        fix: ['Ask the agency that defined the type for an accreditation.', '请向定义该类型的机构申请颁发资格。'],
    },
    ACCREDITATIONS_FULL: {
        kind: 'RESOURCE_EXHAUSTED',
        en: 'An issuer can be accredited for one type {limit} times.',
        zh: '同一机构对同一类型最多认定 {limit} 次。',
        fix: ['Define the type anew under another code.', '请以新代码重新定义该类型。'],
    },
    ISSUER_OF_OTHER_AGENCY: {
        kind: 'PERMISSION_DENIED',
        en: '{issuerUscc} is the code of {agencyId}, not of your agency.',
        zh: '{issuerUscc} 是 {agencyId} 的代码，不是本机构代码。',
        fix: ['Issue under the code of your own agency.', '请以本机构代码颁发。'],
    },
    JURISDICTION_NOT_ACCREDITED: {
        kind: 'PERMISSION_DENIED',
        en: 'The accreditation of {issuerUscc} for {typeCode} does not cover {region}.',
        zh: '{issuerUscc} 对 {typeCode} 的颁发资格不包括 {region}。',
        fix: ['Leave the licence to an issuer of that region.', '请由该地区的颁发机构办理。'],
    },
    JURISDICTION_EXCEEDED: {
        kind: 'PERMISSION_DENIED',
        en: 'None of your grants for this act covers region "{region}".',
        zh: '您的授权辖区不包括“{region}”。',
        fix: ['Hand the matter to an officer of that region.', '请交由该地区的工作人员办理。'],
    },
    OFFICERS_NOT_SEPARATE: {
        kind: 'PERMISSION_DENIED',
        en: 'The officer who accredited {issuerUscc} for {typeCode} may not issue under that accreditation.',
        zh: '认定 {issuerUscc} 具有 {typeCode} 颁发资格的人员不得据此颁发证照。',
        fix: ['Have another officer issue the licence.', '请由另一名人员颁发。'],
    },
    PERIOD_EMPTY: {
        kind: 'INVALID_ARGUMENT',
        en: 'The period ends at {validTo}, not after its beginning at {validFrom}.',
        zh: '期间于 {validTo} 结束，不晚于其开始时间 {validFrom}。',
        fix: ['Give an end after the beginning.', '结束时间应晚于开始时间。'],
    },
    PERIOD_PAST: {
        kind: 'INVALID_ARGUMENT',
        en: 'The period ended at {validTo}.',
        zh: '期间已于 {validTo} 结束。',
        fix: ['Give an end in the future.', '结束时间应晚于当前时间。'],
    },
    PERIOD_WITHOUT_END: {
        kind: 'INVALID_ARGUMENT',
        en: 'Licences of type {typeCode} are valid for at most {months} months and need an end.',
        zh: '类型 {typeCode} 的证照有效期最长 {months} 个月，必须填写截止时间。',
        fix: ['Give the end of the validity.', '请填写有效期截止时间。'],
    },
    PERIOD_TOO_LONG: {
        kind: 'INVALID_ARGUMENT',
        en: 'Licences of type {typeCode} are valid for at most {months} months, here until {latest}.',
        zh: '类型 {typeCode} 的证照有效期最长 {months} 个月，此处不得晚于 {latest}。',
        fix: ['Give an earlier end.', '请填写更早的截止时间。'],
    },
    VOID_FROM_OUTSIDE: {
        kind: 'INVALID_ARGUMENT',
        en: 'The accreditation began at {validFrom}; it can be void from then on at the earliest and from now on at the latest.',
        zh: '颁发资格自 {validFrom} 起生效，溯及无效的时间不得早于该时间，也不得晚于当前时间。',
        fix: ['Choose a time between the two, or leave it out.', '请在两者之间选择，或不填。'],
    },
    NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no licence {identifier}.',
        zh: '证照 {identifier} 不存在。',
        fix: ['Check the identifier.', '请核对电子证照标识。'],
    },
    ALREADY_ISSUED: {
        kind: 'ALREADY_EXISTS',
        en: 'Licence {identifier} is issued already.',
        zh: '证照 {identifier} 已颁发。',
        fix: ['Choose another serial, or renew the licence.', '请另选流水号，或办理换发。'],
    },
    DOCUMENT_TAKEN: {
        kind: 'ALREADY_EXISTS',
        en: 'The document {documentSha256} belongs to another licence.',
        zh: '文件 {documentSha256} 已属于另一证照。',
        fix: ['Issue each licence with a document of its own.', '每份证照应有各自的文件。'],
    },
    INDEX_TAKEN: {
        kind: 'ALREADY_EXISTS',
        en: 'Entry {statusIndex} of status list {statusListId} is taken.',
        zh: '状态列表 {statusListId} 的第 {statusIndex} 项已被占用。',
        fix: ['Choose another entry at random.', '请随机另选一项。'],
    },
    OF_OTHER_AGENCY: {
        kind: 'PERMISSION_DENIED',
        en: 'Licence {identifier} was issued by {agencyId}.',
        zh: '证照 {identifier} 由 {agencyId} 颁发。',
        fix: ['Ask the agency that issued it.', '请由颁发机构办理。'],
    },
    STATE_FORBIDS: {
        kind: 'FAILED_PRECONDITION',
        en: '{operation} is not possible while licence {identifier} is {status}.',
        zh: '证照 {identifier} 处于 {status} 状态，不能执行 {operation}。',
        fix: ['Read the licence and take a step that its state allows.', '请查看证照状态，办理当前允许的步骤。'],
    },
});

export type LicenceError = (typeof licenceErrors)[keyof typeof licenceErrors];
