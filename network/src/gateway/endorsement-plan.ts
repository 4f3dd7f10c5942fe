import type { peer } from '@hyperledger/fabric-protos';
import { askEndorser } from './call-deadline';
import { classify } from './classify';
import type { Gateway } from './gateway';
import { errorDetail, type GatewayEndorser } from './gateway-endorser';
import type { ErrorDetail } from './grpc-status';

/** The next set of endorsers to complete, without those that failed; undefined when there is no other. */
export type ChooseEndorsers = (failed: ReadonlySet<GatewayEndorser>) => readonly GatewayEndorser[] | undefined;

/**
 * Collects equal endorsements until one set of endorsers is complete. Answers count for later sets too; an endorser
 * that fails, or whose payload differs from the first one, is not asked again.
 */
export class EndorsementPlan {
    readonly #gateway: Gateway;
    readonly #choose: ChooseEndorsers;
    readonly #answers = new Map<GatewayEndorser, peer.ProposalResponse>();
    readonly #failed = new Set<GatewayEndorser>();
    readonly #details: ErrorDetail[] = [];
    #payload: Uint8Array | undefined;

    constructor(gateway: Gateway, choose: ChooseEndorsers) {
        this.#gateway = gateway;
        this.#choose = choose;
    }

    /** In the order of the attempts. */
    get details(): readonly ErrorDetail[] {
        return this.#details;
    }

    /** Takes a successful answer; false when it does not equal the earlier ones. */
    accept(endorser: GatewayEndorser, response: peer.ProposalResponse): boolean {
        const payload = response.getPayload_asU8();
        this.#payload ??= payload;
        if (!Buffer.from(payload).equals(this.#payload)) {
            this.#fail(endorser, 'ProposalResponsePayloads do not match');
            return false;
        }
        this.#answers.set(endorser, response);
        return true;
    }

    /** One response per distinct endorser; undefined when no set could be completed. */
    async complete(proposal: peer.SignedProposal): Promise<readonly peer.ProposalResponse[] | undefined> {
        for (;;) {
            const layout = this.#choose(this.#failed);
            if (layout === undefined) {
                return undefined;
            }
            const missing = layout.filter((endorser) => !this.#answers.has(endorser));
            await Promise.all(missing.map((endorser) => this.#ask(endorser, proposal)));
            const responses = layout.map((endorser) => this.#answers.get(endorser));
            if (responses.every((response) => response !== undefined)) {
                return distinct(responses);
            }
        }
    }

    async #ask(endorser: GatewayEndorser, proposal: peer.SignedProposal): Promise<void> {
        const answer = await askEndorser(this.#gateway, endorser, proposal);
        const verdict = classify(answer);
        if (!verdict.ok) {
            this.#fail(endorser, verdict.message);
        } else if (answer.response !== undefined) {
            this.accept(endorser, answer.response);
        }
    }

    #fail(endorser: GatewayEndorser, message: string): void {
        this.#failed.add(endorser);
        this.#details.push(errorDetail(endorser, message));
    }
}

function distinct(responses: readonly peer.ProposalResponse[]): readonly peer.ProposalResponse[] {
    const byEndorser = new Map<string, peer.ProposalResponse>();
    for (const response of responses) {
        const key = response.getEndorsement()?.getEndorser_asB64() ?? '';
        if (!byEndorser.has(key)) {
            byEndorser.set(key, response);
        }
    }
    return [...byEndorser.values()];
}
