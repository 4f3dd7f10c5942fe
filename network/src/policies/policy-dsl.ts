/**
 * Owns policies: reads them (text, bytes, configuration tree) and evaluates signatures against them as Fabric does
 * (common/policydsl, common/cauthdsl, common/policies). Leaves to `msp` what an identity is, to `validator` and
 * `endorser` which policy applies, and to the caller what a refusal means.
 */
import { common, msp } from '@hyperledger/fabric-protos';

/** The text is no policy. The message is Fabric's where Fabric has one of its own. */
export class PolicySyntaxError extends Error {
    override readonly name = 'PolicySyntaxError';
}

type Token =
    | { readonly kind: 'name' | 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: '(' | ')' | ',' };

/** A gate over principals and gates; only gates with texts and numbers in the right places come out of parsing. */
interface Gate {
    readonly n: number;
    readonly rules: readonly (string | Gate)[];
}

const PRINCIPAL = /^([A-Za-z0-9.-]+)\.(admin|member|client|peer|orderer)$/;

const ROLES = {
    member: msp.MSPRole.MSPRoleType.MEMBER,
    admin: msp.MSPRole.MSPRoleType.ADMIN,
    client: msp.MSPRole.MSPRoleType.CLIENT,
    peer: msp.MSPRole.MSPRoleType.PEER,
    orderer: msp.MSPRole.MSPRoleType.ORDERER,
} as const;

const RULES: Readonly<Record<string, 0 | 1 | 2 | undefined>> = {
    ANY: common.ImplicitMetaPolicy.Rule.ANY,
    ALL: common.ImplicitMetaPolicy.Rule.ALL,
    MAJORITY: common.ImplicitMetaPolicy.Rule.MAJORITY,
};

/** `AND('Org1MSP.peer', OR(…), OutOf(2, …))`. A repeated principal is numbered again. @throws PolicySyntaxError */
export function parseSignaturePolicy(text: string): common.SignaturePolicyEnvelope {
    const gate = new Parser(text).parse();
    const principals: msp.MSPPrincipal[] = [];
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setVersion(0);
    envelope.setRule(compileGate(gate, principals));
    envelope.setIdentitiesList(principals);
    return envelope;
}

/** `ANY Readers`. @throws PolicySyntaxError */
export function parseImplicitMetaPolicy(text: string): common.ImplicitMetaPolicy {
    const [ruleName, subPolicy, ...others] = text.split(' ');
    if (ruleName === undefined || subPolicy === undefined || others.length > 0) {
        throw new PolicySyntaxError(`expected two space separated tokens, but got ${String(text.split(' ').length)}`);
    }
    const rule = RULES[ruleName];
    if (rule === undefined) {
        throw new PolicySyntaxError(`unknown rule type '${ruleName}', expected ALL, ANY, or MAJORITY`);
    }
    const policy = new common.ImplicitMetaPolicy();
    policy.setRule(rule);
    policy.setSubPolicy(subPolicy);
    return policy;
}

class Parser {
    readonly #text: string;
    readonly #tokens: readonly Token[];
    #position = 0;

    constructor(text: string) {
        this.#text = text;
        this.#tokens = tokenize(text);
    }

    parse(): Gate {
        if (this.#tokens.length === 0) {
            throw new PolicySyntaxError('Unexpected end of expression');
        }
        const argument = this.#argument();
        if (typeof argument !== 'object' || this.#position < this.#tokens.length) {
            throw this.#invalid();
        }
        return argument;
    }

    #argument(): string | number | Gate {
        const token = this.#next();
        switch (token.kind) {
            case 'number':
                return token.value;
            case 'string':
                return token.text;
            case 'name':
                if (this.#tokens[this.#position]?.kind !== '(' || !isGate(token.text)) {
                    throw new PolicySyntaxError(`unrecognized token '${token.text}' in policy string`);
                }
                return this.#gate(token.text.toLowerCase());
            default:
                throw this.#invalid();
        }
    }

    #gate(name: string): Gate {
        const given = this.#arguments();
        const all = name === 'and' ? [given.length, ...given] : name === 'or' ? [1, ...given] : given;
        const [n, ...rules] = all;
        if (n === undefined || rules.length === 0) {
            throw new PolicySyntaxError(`expected at least two arguments to NOutOf. Given ${String(all.length)}`);
        }
        const count = typeof n === 'string' ? Number(n) : n;
        if (typeof count !== 'number' || Number.isNaN(count)) {
            throw this.#invalid();
        }
        return {
            n: Math.trunc(count),
            rules: rules.map((rule) => {
                if (typeof rule === 'number') {
                    throw new PolicySyntaxError('unexpected type float64');
                }
                if (typeof rule === 'string' && !PRINCIPAL.test(rule)) {
                    throw new PolicySyntaxError(`unrecognized token '${rule}' in policy string`);
                }
                return rule;
            }),
        };
    }

    #arguments(): (string | number | Gate)[] {
        const given: (string | number | Gate)[] = [];
        this.#next();
        if (this.#tokens[this.#position]?.kind === ')') {
            this.#position += 1;
            return given;
        }
        for (;;) {
            given.push(this.#argument());
            const { kind } = this.#next();
            if (kind === ')') {
                return given;
            }
            if (kind !== ',') {
                throw this.#invalid();
            }
        }
    }

    #next(): Token {
        const token = this.#tokens[this.#position];
        if (token === undefined) {
            throw this.#invalid();
        }
        this.#position += 1;
        return token;
    }

    #invalid(): PolicySyntaxError {
        return new PolicySyntaxError(`invalid policy string '${this.#text}'`);
    }
}

function tokenize(text: string): Token[] {
    const tokens: Token[] = [];
    const pattern = /\s+|([(),])|'([^']*)'|"([^"]*)"|(\d+(?:\.\d+)?)|([A-Za-z_][\w.-]*)|([\s\S])/gy;
    for (const [, mark, single, double, number, name, other] of text.matchAll(pattern)) {
        const quoted = single ?? double;
        if (mark === '(' || mark === ')' || mark === ',') {
            tokens.push({ kind: mark });
        } else if (quoted !== undefined) {
            tokens.push({ kind: 'string', text: quoted });
        } else if (number !== undefined) {
            tokens.push({ kind: 'number', value: Number(number) });
        } else if (name !== undefined) {
            tokens.push({ kind: 'name', text: name });
        } else if (other !== undefined) {
            throw new PolicySyntaxError(`invalid policy string '${text}'`);
        }
    }
    return tokens;
}

/** As written in Fabric's table: `And`, `and`, `AND`, … but not, say, `aND`. */
function isGate(name: string): boolean {
    return /^(?:And|and|AND|Or|or|OR|OutOf|outof|OUTOF)$/.test(name);
}

function compileGate(gate: Gate, principals: msp.MSPPrincipal[]): common.SignaturePolicy {
    // Inner gates are compiled before the principals beside them are numbered: arguments come before calls.
    const inner = gate.rules.map((rule) => (typeof rule === 'string' ? rule : compileGate(rule, principals)));
    const rules = inner.map((rule) => {
        if (typeof rule !== 'string') {
            return rule;
        }
        principals.push(compilePrincipal(rule));
        const signedBy = new common.SignaturePolicy();
        signedBy.setSignedBy(principals.length - 1);
        return signedBy;
    });
    // One more than there are is allowed: a policy that nobody can satisfy.
    if (gate.n < 0 || gate.n > rules.length + 1) {
        throw new PolicySyntaxError(`invalid t-out-of-n predicate, t ${String(gate.n)}, n ${String(rules.length)}`);
    }
    const nOutOf = new common.SignaturePolicy.NOutOf();
    nOutOf.setN(gate.n);
    nOutOf.setRulesList(rules);
    const policy = new common.SignaturePolicy();
    policy.setNOutOf(nOutOf);
    return policy;
}

function compilePrincipal(text: string): msp.MSPPrincipal {
    const match = PRINCIPAL.exec(text);
    const role = new msp.MSPRole();
    role.setMspIdentifier(match?.[1] ?? '');
    role.setRole(ROLES[(match?.[2] ?? 'member') as keyof typeof ROLES]);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(role.serializeBinary());
    return principal;
}
