import {
    CatalogueMetadata,
    fromCatalogueMetadata,
    toCatalogueMetadata,
} from '../../../chaincode/src/exchange/metadata';
import type { ResourceMetadata } from '../../../chaincode/src/exchange/terms';
import { metadata, notShared, resource, resourceCode, unconditional } from './people';

const civil = { name: { zh: '民政局', en: 'Civil Affairs Bureau' }, uscc: '11100000000013338W' };

describe('the guide’s metadata', () => {
    it('tells a resource in the guide’s words', () => {
        expect(toCatalogueMetadata(resource, civil)).toEqual({
            信息资源分类: '306010',
            信息资源名称: { zh: '婚姻登记信息', en: 'Marriage status' },
            信息资源代码: '306010/000001',
            信息资源提供方: { zh: '民政局', en: 'Civil Affairs Bureau' },
            信息资源提供方代码: '11100000000013338W',
            信息资源摘要: 'Whether a person is married, and since when.',
            信息资源格式: '数据库',
            信息项信息: [
                { 信息项代码: 'name', 信息项名称: { zh: '姓名', en: 'Name' }, 数据类型: '字符型', 分级: 2 },
                { 信息项代码: 'status', 信息项名称: { zh: '婚姻状况', en: 'Status' }, 数据类型: '字符型', 分级: 2 },
                { 信息项代码: 'idNo', 信息项名称: { zh: '身份证号', en: 'Id number' }, 数据类型: '字符型', 分级: 3 },
            ],
            共享属性: { 共享类型: '有条件共享', 共享条件: 'For the transfer of land', 共享方式: '共享平台' },
            开放属性: '否',
            更新周期: '实时',
            发布日期: '2026-03-02T08:00:00.000Z',
            答复期限: 10,
        });
    });

    it.each<[string, Partial<ResourceMetadata>]>([
        ['conditional', {}],
        ['unconditional', { sharing: unconditional, openToPublic: true }],
        ['not shared', { sharing: notShared, format: 'IMAGE', updateCycle: 'YEARLY' }],
        ['related to another', { relatedResourceCode: '306010/000002' }],
    ])('comes back as it was: %s', (_what, change) => {
        const exported = toCatalogueMetadata({ ...resource, ...change }, civil);
        const carried = CatalogueMetadata.parse(JSON.parse(JSON.stringify(exported)));
        expect(fromCatalogueMetadata(carried)).toEqual({ resourceCode, ...metadata, ...change });
    });

    it('is refused with a word that the guide does not have', () => {
        const exported = { ...toCatalogueMetadata(resource, civil), 更新周期: '有时' };
        expect(() => fromCatalogueMetadata(exported)).toThrow('updateCycle');
    });
});
