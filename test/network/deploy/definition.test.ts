import { encodeCollections, encodePolicy, sameDefinition } from '../../../network/src/deploy/definition';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

// SignaturePolicyEnvelope of AND('Org1MSP.peer', 'Org2MSP.peer'): rule = 2 of [signed by 0, signed by 1], and two
// role principals whose MSPRole is { 1: MSP id, 2: PEER (3) }.
const andRule = '120c120a08021202080012020801';
const org1Peer = '1a0d120b0a074f7267314d53501003';
const org2Peer = '1a0d120b0a074f7267324d53501003';

describe('a policy text', () => {
    it('becomes a signature policy', () => {
        const encoded = encodePolicy("AND('Org1MSP.peer', 'Org2MSP.peer')", 'land').serializeBinary();

        expect(hex(encoded)).toBe(`0a2c${andRule}${org1Peer}${org2Peer}`);
    });

    it('beginning with a slash becomes a reference to a channel policy', () => {
        const encoded = encodePolicy('/Channel/Application/Endorsement', 'land');

        expect(encoded.getChannelConfigPolicyReference()).toBe('/Channel/Application/Endorsement');
        expect(encoded.hasSignaturePolicy()).toBe(false);
    });

    it.each(['', 'AND(', "AND('Org1MSP')", "MOST('Org1MSP.peer')"])('is refused as "%s"', (policy) => {
        expect(() => encodePolicy(policy, 'land')).toThrow(
            expect.objectContaining({
                code: 'POLICY_INVALID',
                message: expect.stringContaining('land') as string,
            }) as Error,
        );
    });
});

describe('collections', () => {
    it('have the defaults of the peer command', () => {
        const [config] = encodeCollections([{ name: 'inbox', policy: "OR('Org1MSP.peer')" }])?.getConfigList() ?? [];

        const collection = config?.getStaticCollectionConfig();

        expect(collection?.toObject()).toMatchObject({
            name: 'inbox',
            requiredPeerCount: 0,
            maximumPeerCount: 1,
            blockToLive: 0,
            memberOnlyRead: false,
            memberOnlyWrite: false,
            endorsementPolicy: undefined,
        });
    });

    it('carry everything that was said', () => {
        const [config] =
            encodeCollections([
                {
                    name: 'inbox',
                    policy: "OR('Org1MSP.peer')",
                    requiredPeerCount: 1,
                    maxPeerCount: 2,
                    blockToLive: 3,
                    memberOnlyRead: true,
                    memberOnlyWrite: true,
                    endorsementPolicy: { channelConfigPolicy: '/Channel/Application/Endorsement' },
                },
            ])?.getConfigList() ?? [];

        expect(config?.getStaticCollectionConfig()?.toObject()).toMatchObject({
            requiredPeerCount: 1,
            maximumPeerCount: 2,
            blockToLive: 3,
            memberOnlyRead: true,
            memberOnlyWrite: true,
            endorsementPolicy: { channelConfigPolicyReference: '/Channel/Application/Endorsement' },
        });
    });

    it('have a signature policy of their own where they name one', () => {
        const endorsementPolicy = { signaturePolicy: "AND('Org1MSP.peer', 'Org2MSP.peer')" };
        const [config] =
            encodeCollections([{ name: 'inbox', policy: "OR('Org1MSP.peer')", endorsementPolicy }])?.getConfigList() ??
            [];

        const policy = config?.getStaticCollectionConfig()?.getEndorsementPolicy();
        expect(hex(policy?.serializeBinary())).toBe(`0a2c${andRule}${org1Peer}${org2Peer}`);
    });

    it('are absent when there are none', () => {
        expect(encodeCollections([])).toBeUndefined();
    });

    it('are refused with an unreadable member policy, naming the collection', () => {
        expect(() => encodeCollections([{ name: 'inbox', policy: 'nonsense(' }])).toThrow(
            expect.objectContaining({
                code: 'POLICY_INVALID',
                message: expect.stringContaining('inbox') as string,
            }) as Error,
        );
    });
});

describe('a definition', () => {
    const wanted = { name: 'land', version: '1', sequence: 4, policy: "AND('Org1MSP.peer', 'Org2MSP.peer')" };
    const stored = {
        sequence: 3,
        version: '1',
        endorsementPlugin: 'escc',
        validationPlugin: 'vscc',
        validationParameter: Buffer.from(`0a2c${andRule}${org1Peer}${org2Peer}`, 'hex'),
        collections: new Uint8Array(),
        initRequired: false,
    };

    it('equals a stored one of another sequence', () => {
        expect(sameDefinition(wanted, stored)).toBe(true);
    });

    it.each([
        ['version', { version: '2' }],
        ['policy', { policy: "OR('Org1MSP.peer', 'Org2MSP.peer')" }],
        ['collections', { collections: [{ name: 'inbox', policy: "OR('Org1MSP.peer')" }] }],
        ['need of an initialisation', { initRequired: true }],
    ])('differs by its %s', (_what, change) => {
        expect(sameDefinition({ ...wanted, ...change }, stored)).toBe(false);
    });
});
