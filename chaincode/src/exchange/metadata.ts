/**
 * A catalogue entry in the words of the guide (政务信息资源目录编制指南), for the catalogues outside, and back. The level
 * of an item and the time to answer are not the guide's: they travel under names of their own. Pure.
 */
import { z } from 'zod';
import { Uscc } from '../directory/api';
import { BilingualName, Clearance, Instant } from '../runtime/primitives';
import type { Resource } from './records';
import {
    type DATA_TYPES,
    type FORMATS,
    ResourceCode,
    ResourceMetadata,
    type SHARE_MODES,
    type SHARE_TYPES,
    type UPDATE_CYCLES,
} from './terms';

const dataTypes: Readonly<Record<(typeof DATA_TYPES)[number], string>> = {
    TEXT: '字符型',
    NUMBER: '数值型',
    AMOUNT: '货币型',
    DATE: '日期型',
    DATE_TIME: '日期时间型',
    BOOLEAN: '逻辑型',
};
const formats: Readonly<Record<(typeof FORMATS)[number], string>> = {
    DOCUMENT: '电子文件',
    SPREADSHEET: '电子表格',
    DATABASE: '数据库',
    IMAGE: '图形图像',
    STREAM: '流媒体',
    SELF_DESCRIBING: '自描述格式',
};
const shareTypes: Readonly<Record<(typeof SHARE_TYPES)[number], string>> = {
    UNCONDITIONAL: '无条件共享',
    CONDITIONAL: '有条件共享',
    NOT_SHARED: '不予共享',
};
const shareModes: Readonly<Record<(typeof SHARE_MODES)[number], string>> = {
    PLATFORM: '共享平台',
    MAIL: '邮件',
    MEDIA: '介质交换',
};
const updateCycles: Readonly<Record<(typeof UPDATE_CYCLES)[number], string>> = {
    REAL_TIME: '实时',
    DAILY: '每日',
    WEEKLY: '每周',
    MONTHLY: '每月',
    QUARTERLY: '每季度',
    YEARLY: '每年',
};

/** Names of the guide's core metadata. */
export const CatalogueMetadata = z.strictObject({
    信息资源分类: z.string(),
    信息资源名称: BilingualName,
    信息资源代码: ResourceCode,
    信息资源提供方: BilingualName,
    信息资源提供方代码: Uscc,
    信息资源摘要: z.string(),
    信息资源格式: z.string(),
    信息项信息: z.array(
        z.strictObject({ 信息项代码: z.string(), 信息项名称: BilingualName, 数据类型: z.string(), 分级: Clearance }),
    ),
    共享属性: z.strictObject({
        共享类型: z.string(),
        /** For what is not shared: the law that says so. */
        共享条件: z.string().exactOptional(),
        共享方式: z.string().exactOptional(),
    }),
    开放属性: z.enum(['是', '否']),
    更新周期: z.string(),
    发布日期: Instant,
    关联资源代码: ResourceCode.exactOptional(),
    答复期限: z.int(),
});
export type CatalogueMetadata = z.output<typeof CatalogueMetadata>;

/** The provider as the directory knows it. */
export interface ProviderName {
    readonly name: z.output<typeof BilingualName>;
    readonly uscc: string;
}

export function toCatalogueMetadata(resource: Resource, provider: ProviderName): CatalogueMetadata {
    const { resourceCode, sharing, relatedResourceCode } = resource;
    const [classification = ''] = resourceCode.split('/');
    const condition = sharing.shareType === 'CONDITIONAL' ? sharing.shareCondition : undefined;
    const basis = sharing.shareType === 'NOT_SHARED' ? sharing.legalBasis : condition;
    return {
        信息资源分类: classification,
        信息资源名称: resource.name,
        信息资源代码: resourceCode,
        信息资源提供方: provider.name,
        信息资源提供方代码: provider.uscc,
        信息资源摘要: resource.abstract,
        信息资源格式: formats[resource.format],
        信息项信息: resource.items.map(({ itemCode, name, dataType, level }) => {
            return { 信息项代码: itemCode, 信息项名称: name, 数据类型: dataTypes[dataType], 分级: level };
        }),
        共享属性: {
            共享类型: shareTypes[sharing.shareType],
            ...(basis !== undefined && { 共享条件: basis }),
            ...(sharing.shareType !== 'NOT_SHARED' && { 共享方式: shareModes[sharing.shareMode] }),
        },
        开放属性: resource.openToPublic ? '是' : '否',
        更新周期: updateCycles[resource.updateCycle],
        发布日期: resource.publishedAt,
        ...(relatedResourceCode !== undefined && { 关联资源代码: relatedResourceCode }),
        答复期限: resource.answerWithinDays,
    };
}

/** What `publishResource` takes. @throws ZodError when a word is none of the guide's or of ours */
export function fromCatalogueMetadata(
    metadata: CatalogueMetadata,
): ResourceMetadata & { readonly resourceCode: string } {
    const { 共享属性: sharing, 关联资源代码: related } = metadata;
    const shareType = codeOf(shareTypes, sharing.共享类型);
    const shareMode = sharing.共享方式 === undefined ? undefined : codeOf(shareModes, sharing.共享方式);
    const entry = {
        name: metadata.信息资源名称,
        abstract: metadata.信息资源摘要,
        format: codeOf(formats, metadata.信息资源格式),
        items: metadata.信息项信息.map((item) => {
            const { 信息项代码: itemCode, 信息项名称: name, 数据类型: dataType, 分级: level } = item;
            return { itemCode, name, dataType: codeOf(dataTypes, dataType), level };
        }),
        sharing: {
            shareType,
            ...(sharing.共享条件 !== undefined && {
                [shareType === 'NOT_SHARED' ? 'legalBasis' : 'shareCondition']: sharing.共享条件,
            }),
            ...(shareMode !== undefined && { shareMode }),
        },
        openToPublic: metadata.开放属性 === '是',
        updateCycle: codeOf(updateCycles, metadata.更新周期),
        answerWithinDays: metadata.答复期限,
        ...(related !== undefined && { relatedResourceCode: related }),
    };
    return { ...ResourceMetadata.parse(entry), resourceCode: metadata.信息资源代码 };
}

/** The code of a word; unknown words become undefined, which the schema refuses. */
function codeOf(words: Readonly<Record<string, string>>, word: string): string | undefined {
    return Object.keys(words).find((code) => words[code] === word);
}
