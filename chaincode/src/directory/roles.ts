/**
 * The role catalogue as data. Four branches exclude one another: whoever votes on the network's members, runs systems
 * or supervises decides no business, and the other way round. Source of the branches: governance models in which
 * 治理方, 运维方, 监管方 and 业务方 are separate.
 */
import { z } from 'zod';

export const branches = {
    governance: { zh: '治理方', excludes: ['operation', 'supervision', 'business'] },
    operation: { zh: '运维方', excludes: ['governance', 'supervision', 'business'] },
    supervision: { zh: '监管方', excludes: ['governance', 'operation', 'business'] },
    business: { zh: '业务方', excludes: ['governance', 'operation', 'supervision'] },
} as const;
export type Branch = keyof typeof branches;

export interface RoleEntry {
    readonly branch: Branch;
    readonly en: string;
    readonly zh: string;
    /** Only officers of founding agencies may hold it. */
    readonly foundingOnly: boolean;
}

function role(branch: Branch, en: string, zh: string, foundingOnly = false): RoleEntry {
    return { branch, en, zh, foundingOnly };
}

const catalogue = {
    governor: role('governance', 'votes on members for a founding agency', '创始机构治理成员', true),
    administrator: role('operation', 'registers officers and gives rights inside the own agency', '本机构管理员'),
    auditor: role('supervision', 'reads all metadata, alters nothing', '监管审计员'),
    registrar: role('business', 'keeps a register', '登记员'),
    examiner: role('business', 'examines and approves what a registrar lodged', '审核员'),
    surveyor: role('business', 'attests boundaries and areas', '测绘员'),
    mortgagee: role('business', 'acts for a lender', '抵押权人经办员'),
    judge: role('business', 'seals, freezes and releases by document number', '法官'),
    taxOfficer: role('business', 'records tax clearance', '税务员'),
    identityProvider: role('business', 'attests signing keys of persons', '身份提供员'),
    notary: role('business', 'certifies documents and consents', '公证员'),
    licensingAuthority: role('business', 'defines types of licences and accredits their issuers', '证照主管员'),
    issuer: role('business', 'issues licences and certificates', '签发员'),
    provider: role('business', 'answers for the data of an agency', '数据提供员'),
    consumer: role('business', 'requests data for an agency', '数据使用员'),
    dataAuthority: role('business', 'rules on the sharing of data', '数据主管员'),
} as const satisfies Readonly<Record<string, RoleEntry>>;

export type RoleName = keyof typeof catalogue;
export const RoleName = z.enum(Object.keys(catalogue) as [RoleName, ...RoleName[]]);
export const roles: Readonly<Record<RoleName, RoleEntry>> = catalogue;

/** The first role of `held` that must not be together with `wanted` in one hand, if there is one. */
export function exclusiveRole(wanted: RoleName, held: readonly RoleName[]): RoleName | undefined {
    const excluded: readonly Branch[] = branches[roles[wanted].branch].excludes;
    return held.find((name) => excluded.includes(roles[name].branch));
}
