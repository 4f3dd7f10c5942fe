/** All domain events of a transaction in one Fabric event, since Fabric keeps only the last that is set. */
import type { ContractDefinition } from './definition';
import type { EventEnvelope, EventItem } from './event-envelope';
import { canonicalJson } from './json';

export class EventCollector {
    readonly #definition: ContractDefinition;
    readonly #items: EventItem[] = [];

    constructor(definition: ContractDefinition) {
        this.#definition = definition;
    }

    /** @throws Error when the definition has no such event or the payload is not what it says */
    add(type: string, payload: unknown): void {
        const schema = Object.hasOwn(this.#definition.events, type) ? this.#definition.events[type] : undefined;
        if (schema === undefined) {
            throw new Error(`${this.#definition.name} has no event ${type}`);
        }
        this.#items.push({ register: this.#definition.name, type, payload: schema.parse(payload) });
    }

    get empty(): boolean {
        return this.#items.length === 0;
    }

    encode(txId: string): Uint8Array {
        const envelope: EventEnvelope = { v: 1, txId, items: this.#items };
        return Buffer.from(canonicalJson(envelope));
    }
}
