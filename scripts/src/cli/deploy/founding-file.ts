import path from 'node:path';
import { type AgencyFolder, FOUNDING_FILE } from '../../registers/agency-folder';
import type { Founding } from '../../registers/founding';
import { UsageError } from '../../text/usage-error';

/** @throws UsageError while there is none */
export function foundingOf({ folder, founding }: AgencyFolder): Founding {
    if (founding === undefined) {
        const file = path.join(folder, FOUNDING_FILE);
        throw new UsageError(
            { en: `${file} is missing.`, zh: `缺少 ${file}。` },
            {
                en: 'Get the founding document on which the administrators have agreed, and compare its hash: deploy found.',
                zh: '请取得各机构管理员商定的创建文件，并用 deploy found 核对其哈希。',
            },
        );
    }
    return founding;
}
