import { createChaincode } from '../../../chaincode/src/host';
import type { CallOptions, Outcome } from '../../support/ledger/ledger-desk';
import { deliverTo } from '../../support/sealing/jwe';
import { hex, metadata, resourceCode } from './people';
import {
    asking,
    deployment,
    delivered,
    type Part,
    passed,
    Registry,
    requestDetails,
    useDetails,
    wanted,
} from './registry';

/** The same value with the names of every object in reverse order. */
function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).reverse();
    return Object.fromEntries(entries.map(([name, item]) => [name, reversed(item)]));
}

/** Everything that an endorser signs of a write set, byte for byte and in the order of writing. */
function bytesOf({ simulation: { writes, privateWrites } }: Outcome): readonly string[] {
    const text = (value: Uint8Array | undefined): string => (value ? Buffer.from(value).toString('hex') : 'gone');
    return [
        ...[...writes].flatMap(([register, map]) =>
            [...map].map(([key, value]) => `${register} ${key} ${text(value)}`),
        ),
        ...privateWrites.map(({ collection, key, write }) => `${collection} ${key} ${write.kind} ${text(write.value)}`),
    ];
}

let registry: Registry;
beforeEach(async () => {
    registry = await Registry.open();
});

/** Another process of the register over the same committed state. */
function anotherEndorser(): void {
    const config = { register: 'exchange', foundingDocumentSha256: '', clockGuardMs: 'off' } as const;
    registry.desk.install('exchange', createChaincode(config), deployment?.collections);
}

async function expectSameBytes(
    part: Part,
    transaction: string,
    input: object,
    { private: secret, ...rest }: CallOptions = {},
): Promise<void> {
    const signer = registry.people[part];
    const options = { ...rest, commandId: 'same' };
    const withSecret = (value: unknown): CallOptions =>
        secret === undefined ? options : { ...options, private: value };
    const first = await registry.desk.endorse(signer, 'exchange', transaction, input, withSecret(secret));
    anotherEndorser();
    const mirrored = withSecret(reversed(secret));
    const second = await registry.desk.endorse(signer, 'exchange', transaction, reversed(input), mirrored);
    expect(bytesOf(passed(first)).length).toBeGreaterThan(1);
    expect(bytesOf(passed(second))).toEqual(bytesOf(first));
    expect(second.result).toEqual(first.result);
    expect(JSON.stringify(second.event?.items)).toBe(JSON.stringify(first.event?.items));
    expect([...second.simulation.reads.keys()].sort()).toEqual([...first.simulation.reads.keys()].sort());
}

describe('two endorsers given one command, its names in another order, write the same bytes', () => {
    it('when a resource is published', async () => {
        await expectSameBytes('provider', 'publishResource', { resourceCode, ...metadata });
    });

    it('when a department asks', async () => {
        passed(await registry.publish());
        await expectSameBytes('consumer', 'requestShare', asking, { private: requestDetails });
    });

    it('when the provider grants', async () => {
        passed(await registry.publish());
        const requestId = await registry.pending();
        const answer = { decision: 'GRANT', items: asking.items, ...wanted };
        await expectSameBytes('provider', 'answerRequest', { requestId, answer });
    });

    it('when a grant is used', async () => {
        passed(await registry.publish());
        const grantId = await registry.granted();
        const use = { grantId, slot: 1, items: ['status', 'name'], purposeCode: 'LAND-TRANSFER' };
        const input = { ...use, subject: hex('5'), requestHash: hex('6'), deliverTo };
        await expectSameBytes('consumer', 'useGrant', input, { private: useDetails });
    });

    it('when a record is delivered', async () => {
        passed(await registry.publish());
        const { usageId } = passed(await registry.use(await registry.granted())).result as { usageId: string };
        passed(await registry.commitAnswer(usageId));
        const options = { private: delivered(usageId), peer: 'LandMSP' };
        await expectSameBytes('provider', 'deliverRecord', { usageId }, options);
    });

    it('when a delivery is purged', async () => {
        passed(await registry.publish());
        const usageId = await registry.deliveredUse();
        await expectSameBytes('consumer', 'purgeDelivery', { usageId, reason: 'closed' });
    });
});
