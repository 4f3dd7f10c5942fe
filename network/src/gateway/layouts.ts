import { type common, peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Policy } from '../policies/policy';
import type { Random } from '../seams/random';
import type { GatewayChannel } from './gateway';
import type { GatewayEndorser } from './gateway-endorser';
import { shuffled } from '../seams/shuffled';

/** No set of peers can be planned; the message is Fabric's discovery text. */
export class LayoutError extends Error {
    override readonly name = 'LayoutError';
}

const UNSATISFIABLE = 'endorsement policy cannot be satisfied';

/** Everything that the sets of endorsers for one interest follow from. */
export interface Layouts {
    /**
     * The smallest sets of peers that together meet every policy, one at a time: sets with `preferred` first, the
     * rest in random order, without the peers in `excluded`. Undefined when none is left.
     */
    next(preferred: GatewayEndorser | undefined, excluded: ReadonlySet<GatewayEndorser>): GatewayEndorser[] | undefined;
}

interface LayoutRequest {
    readonly channel: GatewayChannel;
    readonly channelId: string;
    readonly config: ChannelConfig | undefined;
    readonly interest: peer.ChaincodeInterest;
    readonly random: Random;
}

/**
 * Works out which peers may endorse together. Instead of enumerating principals as Fabric's discovery does
 * (discovery/endorsement/endorsement.go), it asks the policies about sets of the channel's peers, which gives the same
 * sets for every kind of policy. @throws LayoutError
 */
export async function planLayouts(request: LayoutRequest): Promise<Layouts> {
    const { channel, channelId, config, interest } = request;
    const policies: Policy[] = [];
    const keyPolicies: Policy[] = [];
    let members = channel.endorsers;
    let withChaincodes: readonly GatewayEndorser[] = channel.endorsers;
    for (const call of interest.getChaincodesList()) {
        const name = call.getName();
        const metadata = config === undefined ? undefined : await channel.metadata(name);
        const chaincodePolicy = metadata && config && readPolicy(metadata.endorsementPolicy, config);
        const collections = call
            .getCollectionNamesList()
            .map((collection) => metadata?.collections.find((candidate) => candidate.getName() === collection));
        const collectionPolicies = chaincodePolicy && collectionPoliciesOf(collections, chaincodePolicy, config);
        if (config === undefined || chaincodePolicy === undefined || collectionPolicies === undefined) {
            throw new LayoutError(`No metadata was found for chaincode ${name} in channel ${channelId}`);
        }
        policies.push(...callPolicies(call, chaincodePolicy, collectionPolicies));
        keyPolicies.push(...call.getKeyPoliciesList().map((policy) => keyPolicy(policy, config)));
        if (!call.getNoPrivateReads()) {
            for (const [index, collection] of collections.entries()) {
                const collectionName = call.getCollectionNamesList()[index] ?? '';
                const isMember = memberFilter(collection, collectionName, name, config);
                members = members.filter(isMember);
            }
        }
        const present = await Promise.all(members.map((endorser) => endorser.hasChaincode(channelId, name)));
        const absent = new Set(members.filter((_, index) => present[index] !== true));
        withChaincodes = withChaincodes.filter((endorser) => !absent.has(endorser));
    }
    const all = [...policies, ...keyPolicies];
    if (all.length === 0) {
        throw new LayoutError('no principal sets remained after filtering');
    }
    if (!satisfied(all, members)) {
        throw new LayoutError('no peer combination can satisfy the endorsement policy');
    }
    const usable = members.filter((endorser) => withChaincodes.includes(endorser));
    if (!satisfied(all, usable)) {
        throw new LayoutError('required chaincodes are not installed on sufficient peers');
    }
    return new PolicyLayouts(all, shuffled(usable, request.random));
}

/** A policy and the bytes that tell it from others. */
interface EncodedPolicy {
    readonly policy: Policy;
    readonly bytes: Uint8Array;
    /** Why discovery cannot plan with it. */
    readonly problem: string | undefined;
}

/** Undefined where Fabric finds no metadata: for a reference to nothing, for bytes that are no policy or of no known kind. */
function readPolicy(bytes: Uint8Array, config: ChannelConfig): EncodedPolicy | undefined {
    try {
        const policy = config.policies.applicationPolicy(bytes);
        return policy && { policy, bytes, problem: problemOf(policy, bytes) };
    } catch {
        return undefined;
    }
}

function problemOf(policy: Policy, bytes: Uint8Array): string | undefined {
    const envelope = peer.ApplicationPolicy.deserializeBinary(bytes).getSignaturePolicy();
    if (envelope === undefined) {
        return policy.evaluateIdentities([]) === undefined ? UNSATISFIABLE : undefined;
    }
    const rule = envelope.getRule();
    if (rule === undefined || envelope.getIdentitiesList().length === 0) {
        return 'policy not found';
    }
    return satisfiable(rule) ? undefined : UNSATISFIABLE;
}

/** A collection without a policy of its own has the chaincode's. Undefined when one cannot be read. */
function collectionPoliciesOf(
    collections: readonly (peer.StaticCollectionConfig | undefined)[],
    chaincodePolicy: EncodedPolicy,
    config: ChannelConfig,
): readonly EncodedPolicy[] | undefined {
    const policies = collections.map((collection) => {
        const own = collection?.getEndorsementPolicy();
        return own === undefined ? chaincodePolicy : readPolicy(own.serializeBinary(), config);
    });
    return policies.every((policy) => policy !== undefined) ? policies : undefined;
}

/** A call that names collections needs their policies instead of the chaincode's. */
function callPolicies(
    call: peer.ChaincodeCall,
    chaincodePolicy: EncodedPolicy,
    collectionPolicies: readonly EncodedPolicy[],
): readonly Policy[] {
    const all = collectionPolicies.length === 0 ? [chaincodePolicy] : collectionPolicies;
    if ([chaincodePolicy, ...all].some(({ problem }) => problem === 'policy not found')) {
        throw new LayoutError('policy not found');
    }
    const byBytes = new Map(all.map((encoded) => [Buffer.from(encoded.bytes).toString('hex'), encoded]));
    const needed = [...byBytes.values()];
    if (!call.getDisregardNamespacePolicy()) {
        return plannable(needed);
    }
    if (needed.length === 1 && call.getKeyPoliciesList().length === 0) {
        throw new LayoutError(
            `requested to disregard chaincode ${call.getName()}'s policy but key and collection policies are missing, ` +
                'either disable DisregardNamespacePolicy or specify at least one key policy or at least one collection policy',
        );
    }
    return plannable(needed.slice(1));
}

function plannable(policies: readonly EncodedPolicy[]): readonly Policy[] {
    const problem = policies.find((encoded) => encoded.problem !== undefined)?.problem;
    if (problem !== undefined) {
        throw new LayoutError(problem);
    }
    return policies.map(({ policy }) => policy);
}

function keyPolicy(envelope: common.SignaturePolicyEnvelope, config: ChannelConfig): Policy {
    const rule = envelope.getRule();
    if (rule === undefined || !satisfiable(rule)) {
        throw new LayoutError('state based endorsement policy cannot be satisfied');
    }
    return config.policies.signaturePolicy(envelope.serializeBinary());
}

/** False for thresholds above the number of rules, and for a gate that asks for nothing, whose sets of principals are empty. */
function satisfiable(rule: common.SignaturePolicy): boolean {
    return !asksForNothing(rule) && reachable(rule);
}

function asksForNothing(rule: common.SignaturePolicy): boolean {
    const gate = rule.getNOutOf();
    return gate !== undefined && (gate.getN() <= 0 || gate.getRulesList().some(asksForNothing));
}

function reachable(rule: common.SignaturePolicy): boolean {
    const gate = rule.getNOutOf();
    return gate === undefined || gate.getRulesList().filter(reachable).length >= gate.getN();
}

/** Only peers that a member policy's principals name may see the private values of the proposal. */
function memberFilter(
    collection: peer.StaticCollectionConfig | undefined,
    collectionName: string,
    chaincodeName: string,
    config: ChannelConfig,
): (endorser: GatewayEndorser) => boolean {
    if (collection === undefined) {
        throw new LayoutError(
            `collection ${collectionName} doesn't exist in collection config for chaincode ${chaincodeName}`,
        );
    }
    const principals = collection.getMemberOrgsPolicy()?.getSignaturePolicy()?.getIdentitiesList();
    if (principals === undefined) {
        throw new LayoutError(`policy of ${collectionName} is nil`);
    }
    return (endorser) =>
        principals.some((principal) => config.msps.mismatch(endorser.identity, principal) === undefined);
}

function satisfied(policies: readonly Policy[], endorsers: readonly GatewayEndorser[]): boolean {
    const identities = endorsers.map((endorser) => endorser.identity);
    return policies.every((policy) => policy.evaluateIdentities(identities) === undefined);
}

class PolicyLayouts implements Layouts {
    readonly #policies: readonly Policy[];
    readonly #peers: readonly GatewayEndorser[];
    readonly #tried = new Set<string>();

    constructor(policies: readonly Policy[], peers: readonly GatewayEndorser[]) {
        this.#policies = policies;
        this.#peers = peers;
    }

    next(
        preferred: GatewayEndorser | undefined,
        excluded: ReadonlySet<GatewayEndorser>,
    ): GatewayEndorser[] | undefined {
        const candidates = this.#peers.filter((endorser) => !excluded.has(endorser));
        const ordered = [
            ...candidates.filter((endorser) => endorser === preferred),
            ...candidates.filter((endorser) => endorser !== preferred),
        ];
        return satisfied(this.#policies, ordered) ? this.#search([], ordered) : undefined;
    }

    /** Decides peer by peer, taking it first; a branch ends as soon as its remaining peers cannot meet the policies. */
    #search(chosen: readonly GatewayEndorser[], open: readonly GatewayEndorser[]): GatewayEndorser[] | undefined {
        if (satisfied(this.#policies, chosen)) {
            return this.#isNew(chosen) ? [...chosen] : undefined;
        }
        const [head, ...rest] = open;
        if (head === undefined) {
            return undefined;
        }
        const withHead = this.#search([...chosen, head], rest);
        if (withHead !== undefined) {
            return withHead;
        }
        return satisfied(this.#policies, [...chosen, ...rest]) ? this.#search(chosen, rest) : undefined;
    }

    #isNew(layout: readonly GatewayEndorser[]): boolean {
        const superfluous = layout.some((endorser) =>
            satisfied(
                this.#policies,
                layout.filter((other) => other !== endorser),
            ),
        );
        const key = layout
            .map((endorser) => endorser.address)
            .sort()
            .join(' ');
        if (superfluous || this.#tried.has(key)) {
            return false;
        }
        this.#tried.add(key);
        return true;
    }
}
