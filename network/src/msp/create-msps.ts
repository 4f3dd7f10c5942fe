import { msp } from '@hyperledger/fabric-protos';
import { decode } from '../proto/decode';
import type { Crypto } from '../seams/crypto';
import type { Identity } from './identity';
import { Msp } from './local-msp';
import type { MspIdentity } from './local-msp';
import { MspError } from './msps';
import type { Msps } from './msps';
import { principalMismatch } from './principal';
import { errorText } from '../proto/error-text';

/** Bounds what a flood of identities can take up. */
const MAX_CACHED = 4096;

/** @throws MspError for configurations that Fabric refuses. */
export function createMsps(configs: readonly msp.FabricMSPConfig[], crypto: Crypto): Msps {
    const byId = new Map<string, Msp>();
    for (const config of configs) {
        if (byId.has(config.getName())) {
            throw new MspError(`MSP ${config.getName()} is defined twice`);
        }
        byId.set(config.getName(), new Msp(config, crypto));
    }
    return new ChannelMsps(byId);
}

class ChannelMsps implements Msps {
    readonly #byId: ReadonlyMap<string, Msp>;
    readonly #known = new Map<string, MspIdentity>();

    constructor(byId: ReadonlyMap<string, Msp>) {
        this.#byId = byId;
    }

    get mspIds(): readonly string[] {
        return [...this.#byId.keys()];
    }

    deserialize(serialized: Uint8Array): Identity {
        return this.#resolve(serialized);
    }

    invalidity(identity: Identity): string | undefined {
        try {
            const { msp: owner, parsed } = this.#resolve(identity.serialized);
            return owner.invalidity(parsed);
        } catch (error) {
            // The identity stems from another configuration.
            return errorText(error);
        }
    }

    mismatch(identity: Identity, principal: msp.MSPPrincipal): string | undefined {
        try {
            return principalMismatch(this.#resolve(identity.serialized), principal);
        } catch (error) {
            return errorText(error);
        }
    }

    #resolve(serialized: Uint8Array): MspIdentity {
        const key = Buffer.from(serialized).toString('latin1');
        const cached = this.#known.get(key);
        if (cached !== undefined) {
            return cached;
        }
        const message = decode(
            msp.SerializedIdentity,
            serialized,
            'SerializedIdentity',
            () => new MspError('could not deserialize a SerializedIdentity'),
        );
        const owner = this.#byId.get(message.getMspid());
        if (owner === undefined) {
            throw new MspError(`MSP ${message.getMspid()} is not defined on channel`);
        }
        const identity = owner.identity(message.getIdBytes_asU8(), Uint8Array.from(serialized));
        if (this.#known.size >= MAX_CACHED) {
            // The oldest: maps keep the order of insertion.
            for (const oldest of this.#known.keys()) {
                this.#known.delete(oldest);
                break;
            }
        }
        this.#known.set(key, identity);
        return identity;
    }
}
