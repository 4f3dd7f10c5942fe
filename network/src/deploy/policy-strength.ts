import { common, msp, peer } from '@hyperledger/fabric-protos';

/** Who signs: a peer of an organisation, or somebody else of it. */
export interface Signer {
    readonly mspId: string;
    readonly role: 'peer' | 'client' | 'admin' | 'orderer';
}

/** A policy could not be compared with another: one of them refers to the channel's, or asks for more than roles. */
export type Incomparable = 'incomparable';

interface Leaf {
    readonly mspId: string;
    readonly role: Signer['role'] | 'member';
}

interface Gate {
    readonly n: number;
    readonly rules: readonly Rule[];
}

type Rule = Leaf | Gate;

/** More sets than these are not tried; policies that agencies write have some dozens. */
const maxSets = 1_000_000;

/**
 * A smallest set of signers, one of each kind and organisation, that meets `after` and not `before`; undefined when
 * whatever meets `after` meets `before` too. Both are `protos.ApplicationPolicy`.
 */
export function newlySufficient(before: Uint8Array, after: Uint8Array): readonly Signer[] | Incomparable | undefined {
    if (Buffer.compare(before, after) === 0) {
        return undefined;
    }
    const rules = [before, after].map(readRule);
    const [old, wanted] = rules;
    if (old === undefined || wanted === undefined) {
        return 'incomparable';
    }
    const classes = interchangeable(signersOf([old, wanted]), [old, wanted]);
    if (classes.reduce((product, { length }) => product * (length + 1), 1) > maxSets) {
        return 'incomparable';
    }
    return setsOf(classes)
        .sort((left, right) => left.length - right.length)
        .find((set) => isMet(wanted, set) && !isMet(old, set));
}

/** MSP ids of those a peer of which alone meets the policy: the members of a collection. */
export function membersOf(envelope: common.SignaturePolicyEnvelope | undefined): readonly string[] | Incomparable {
    const rule = envelope === undefined ? undefined : ruleOf(envelope);
    if (rule === undefined) {
        return 'incomparable';
    }
    const mspIds = [...new Set(leavesOf(rule).map(({ mspId }) => mspId))];
    const roles: readonly Signer['role'][] = ['peer', 'client', 'admin', 'orderer'];
    return mspIds.filter((mspId) => roles.some((role) => isMet(rule, [{ mspId, role }])));
}

function readRule(bytes: Uint8Array): Rule | undefined {
    const envelope = peer.ApplicationPolicy.deserializeBinary(bytes).getSignaturePolicy();
    return envelope === undefined ? undefined : ruleOf(envelope);
}

function ruleOf(envelope: common.SignaturePolicyEnvelope): Rule | undefined {
    const principals = envelope.getIdentitiesList().map(leafOf);
    const root = envelope.getRule();
    return root === undefined || principals.includes(undefined) ? undefined : resolve(root, principals);
}

function leafOf(principal: msp.MSPPrincipal): Leaf | undefined {
    if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
        return undefined;
    }
    const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    const { MEMBER, ADMIN, CLIENT, PEER, ORDERER } = msp.MSPRole.MSPRoleType;
    const names = new Map<number, Leaf['role']>([
        [MEMBER, 'member'],
        [ADMIN, 'admin'],
        [CLIENT, 'client'],
        [PEER, 'peer'],
        [ORDERER, 'orderer'],
    ]);
    const name = names.get(role.getRole());
    return name === undefined ? undefined : { mspId: role.getMspIdentifier(), role: name };
}

function resolve(policy: common.SignaturePolicy, principals: readonly (Leaf | undefined)[]): Rule | undefined {
    const gate = policy.getNOutOf();
    if (gate === undefined) {
        return principals[policy.getSignedBy()];
    }
    const rules = gate.getRulesList().map((rule) => resolve(rule, principals));
    const known = rules.filter((rule) => rule !== undefined);
    return known.length === rules.length ? { n: gate.getN(), rules: known } : undefined;
}

function leavesOf(rule: Rule): readonly Leaf[] {
    return 'rules' in rule ? rule.rules.flatMap(leavesOf) : [rule];
}

/** One for every role that is asked for; who is only asked to be a member may be a client. */
function signersOf(rules: readonly Rule[]): readonly Signer[] {
    const signers = new Map<string, Signer>();
    for (const { mspId, role } of rules.flatMap(leavesOf)) {
        const signer = { mspId, role: role === 'member' ? 'client' : role };
        signers.set(`${mspId}.${signer.role}`, signer);
    }
    return [...signers.values()];
}

function isMet(rule: Rule, signers: readonly Signer[]): boolean {
    return 'rules' in rule
        ? rule.rules.filter((part) => isMet(part, signers)).length >= rule.n
        : signers.some(({ mspId, role }) => mspId === rule.mspId && (rule.role === 'member' || rule.role === role));
}

/** Signers whose places can be exchanged in all rules: only how many of them sign makes a difference. */
function interchangeable(signers: readonly Signer[], rules: readonly Rule[]): readonly (readonly Signer[])[] {
    const classes: Signer[][] = [];
    const texts = rules.map((rule) => textOf(rule, (mspId) => mspId));
    for (const signer of signers) {
        const found = classes.find(([first]) => {
            if (first?.role !== signer.role) {
                return false;
            }
            const exchange = (mspId: string): string =>
                mspId === first.mspId ? signer.mspId : mspId === signer.mspId ? first.mspId : mspId;
            return rules.every((rule, index) => textOf(rule, exchange) === texts[index]);
        });
        if (found === undefined) {
            classes.push([signer]);
        } else {
            found.push(signer);
        }
    }
    return classes;
}

/** The same for rules that differ in the order of their parts only. */
function textOf(rule: Rule, name: (mspId: string) => string): string {
    if (!('rules' in rule)) {
        return `${name(rule.mspId)}.${rule.role}`;
    }
    const parts = rule.rules.map((part) => textOf(part, name)).sort();
    return `${String(rule.n)}(${parts.join(',')})`;
}

/** Every number of signers of each class. */
function setsOf(classes: readonly (readonly Signer[])[]): Signer[][] {
    const [first, ...rest] = classes;
    if (first === undefined) {
        return [[]];
    }
    const others = setsOf(rest);
    return Array.from({ length: first.length + 1 }, (_, without) => first.slice(0, first.length - without)).flatMap(
        (some) => others.map((set) => [...some, ...set]),
    );
}

/** Whether peers of these organisations, one each, meet the policy. */
export function isMetByPeers(envelope: common.SignaturePolicyEnvelope, mspIds: readonly string[]): boolean {
    const rule = ruleOf(envelope);
    const signers = mspIds.map((mspId): Signer => ({ mspId, role: 'peer' }));
    return rule !== undefined && isMet(rule, signers);
}
