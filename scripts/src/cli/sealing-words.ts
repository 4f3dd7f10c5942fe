import type { SealingError, SealingProblem } from '@tabularium/client';
import { UsageError } from '../text/usage-error';

const chinese: Readonly<Record<SealingProblem, readonly [what: string, fix: string]>> = {
    RECORD_INVALID: [
        '无法密封：内容须为信息项代码到文本的对象，总计不超过 8 KiB，且使用记录编号须有效。',
        '请给出使用记录编号，以及所使用的每个信息项的文本。',
    ],
    PUBLIC_KEY_INVALID: ['用于密封的公钥不是 P-256 公钥。', '请使用 usageById 返回的 deliverTo。'],
    PRIVATE_KEY_INVALID: ['该文件不是 P-256 私钥。', '请使用提交该次使用时由 delivery-key 生成并保存的私钥文件。'],
    NOT_SEALED: ['所给内容不是密封的记录。', '请使用 deliveredRecord 返回的 sealed，不得改动。'],
    OTHER_KEY: [
        '记录是以另一把密钥密封的。',
        '请使用提交该次使用时保存的私钥。若私钥已销毁，记录即不可恢复：请再次使用授权。',
    ],
    OTHER_USE: ['记录是为另一次使用密封的。', '请给出读取该记录时的使用记录编号。'],
    DAMAGED: [
        '封印已破坏：记录在密封后被改动，或密封有误。',
        '请在本机构节点上重新读取；若仍失败，请告知提供方并再次使用授权。',
    ],
    OTHER_CONTENT: ['封印完好，但内容与所列信息项不符。', '请勿采信。内容由提供方密封：请告知提供方并再次使用授权。'],
};

export function sealingFailure({ problem, message, fix }: SealingError): UsageError {
    const [what, way] = chinese[problem];
    return new UsageError({ en: message.slice(0, -fix.length).trim(), zh: what }, { en: fix, zh: way });
}
