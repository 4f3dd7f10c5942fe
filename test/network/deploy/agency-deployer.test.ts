import { status } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import { createConfigGroup } from '../../../network/src/channel/config-group';
import { AgencyDeployer } from '../../../network/src/deploy/agency-deployer';
import { encodeCollections, encodePolicy } from '../../../network/src/deploy/definition';
import type { ChaincodePackage } from '../../../network/src/deploy/package';
import { GrpcStatusError } from '../../../network/src/gateway/grpc-status';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { type Answer, FakeNetwork } from './fake-network';

const { lifecycle } = peer;
const admin: SigningIdentity = {
    mspId: 'Org1MSP',
    serialized: Buffer.from('admin of Org1MSP'),
    sign: () => Buffer.from('signature'),
};
const policy = "AND('Org1MSP.peer', 'Org2MSP.peer')";
const terms = { name: 'land', version: '2', policy };
const pack: ChaincodePackage = { label: 'land_2', bytes: Buffer.from('package'), packageId: 'land_2:abc' };

/** What the channel and the organisation have, as the peer answers. */
interface Ledger {
    committed?: { readonly sequence: number; readonly version: string; readonly policy?: string };
    approved?: { readonly version: string; readonly packageId: string };
    /** Of the next definition. */
    readiness: Readonly<Record<string, boolean>>;
    readonly lifecycleEndorsement: string;
    installed: readonly string[];
}

describe('an agency that deploys for itself', () => {
    let network: FakeNetwork;
    let deployer: AgencyDeployer;
    let ledger: Ledger;

    beforeAll(async () => {
        network = await FakeNetwork.start();
    });
    beforeEach(() => {
        ledger = {
            readiness: { Org1MSP: true, Org2MSP: true, Org3MSP: false, Org4MSP: true },
            lifecycleEndorsement: 'MAJORITY Endorsement',
            installed: [],
        };
        network.answer = ({ function: name }) => answers[name]?.(ledger) ?? {};
        network.endorsementFailure = () => undefined;
        network.submissionFailure = undefined;
        network.validationCode = peer.TxValidationCode.VALID;
        network.notes.length = 0;
        network.envelopes.length = 0;
        deployer = new AgencyDeployer({ peer: network.endpoint, admin, channelId: 'mychannel' });
    });
    afterEach(() => {
        deployer.close();
    });
    afterAll(() => {
        network.stop();
    });

    const transactions = (): readonly string[] => network.notes.filter((note) => !note.startsWith('propose'));

    it('installs and approves with its own endorsement alone, and signs what its gateway prepared', async () => {
        await expect(deployer.approve(terms, pack)).resolves.toEqual({ sequence: 1, installed: true, approved: true });

        expect(network.notes).toContain('propose InstallChaincode');
        expect(transactions()).toEqual(['endorse Org1MSP', 'submit', 'status']);
        const [sent] = network.envelopes.map((bytes) => common.Envelope.deserializeBinary(bytes));
        expect(Buffer.from(sent?.getPayload_asU8() ?? []).toString()).toBe('prepared');
        expect(Buffer.from(sent?.getSignature_asU8() ?? []).toString()).toBe('signature');
    });

    it('has nothing to do when exactly this is approved', async () => {
        ledger.approved = { version: '2', packageId: 'land_2:abc' };
        await expect(deployer.approve(terms, pack)).resolves.toMatchObject({ sequence: 1, approved: false });
        expect(transactions()).toEqual([]);
    });

    it('approves the committed sequence where it joins later, and the next where something differs', async () => {
        ledger.committed = { sequence: 4, version: '2' };
        await expect(deployer.approve(terms, pack)).resolves.toMatchObject({ sequence: 4, approved: true });
        ledger.committed = { sequence: 4, version: '1' };
        await expect(deployer.approve(terms, pack)).resolves.toMatchObject({ sequence: 5, approved: true });
    });

    it('does not replace an approved package unless it is told to', async () => {
        ledger.approved = { version: '2', packageId: 'land_2:other' };
        await expect(deployer.approve(terms, pack)).rejects.toMatchObject({
            code: 'PACKAGE_DIFFERS',
            message: 'Org1MSP has approved land with package land_2:other; this is land_2:abc',
        });
        expect(network.notes).not.toContain('propose InstallChaincode');
        await expect(deployer.approve(terms, pack, { replacePackage: true })).resolves.toMatchObject({
            approved: true,
        });
    });

    it('does not weaken what is committed unless it is told to', async () => {
        ledger.committed = { sequence: 1, version: '2' };
        const weaker = { ...terms, policy: "OR('Org1MSP.peer', 'Org2MSP.peer')" };
        await expect(deployer.approve(weaker, pack)).rejects.toMatchObject({ code: 'POLICY_WEAKER' });
        await expect(deployer.commit(weaker)).rejects.toMatchObject({ code: 'POLICY_WEAKER' });
        await expect(deployer.approve(weaker, pack, { allowWeaker: true })).resolves.toMatchObject({ sequence: 2 });
    });

    it('commits with the endorsements of all who have approved', async () => {
        await expect(deployer.commit(terms)).resolves.toEqual({ sequence: 1, committed: true });
        expect(transactions()).toEqual(['endorse Org1MSP Org2MSP Org4MSP', 'submit', 'status']);
    });

    it('says so where it is committed already', async () => {
        ledger.committed = { sequence: 3, version: '2' };
        await expect(deployer.commit(terms)).resolves.toEqual({ sequence: 3, committed: false });
        expect(transactions()).toEqual([]);
    });

    it.each([
        [
            'MAJORITY Endorsement',
            { Org1MSP: true, Org2MSP: true, Org3MSP: false, Org4MSP: false },
            '3 of 4',
            'Org3MSP, Org4MSP',
        ],
        ['ALL Endorsement', { Org1MSP: true, Org2MSP: true, Org3MSP: false, Org4MSP: true }, '4 of 4', 'Org3MSP'],
        ["AND('Org2MSP.peer')", { Org1MSP: true, Org2MSP: false }, 'LifecycleEndorsement', 'Org2MSP'],
    ])(
        'does not commit under %s while too few have approved, and names them',
        async (rule, readiness, needed, missing) => {
            ledger = { ...ledger, lifecycleEndorsement: rule, readiness };
            await expect(deployer.commit(terms)).rejects.toMatchObject({
                code: 'APPROVALS_MISSING',
                message: expect.stringMatching(new RegExp(`needs ${needed}; .*: ${missing}$`)) as string,
            });
            expect(transactions()).toEqual([]);
        },
    );

    it('commits under a rule that one approval meets', async () => {
        const readiness = { Org1MSP: true, Org2MSP: false, Org3MSP: false };
        ledger = { ...ledger, lifecycleEndorsement: 'ANY Endorsement', readiness };
        await expect(deployer.commit(terms)).resolves.toMatchObject({ committed: true });
    });

    it('does not commit what it has approved otherwise itself', async () => {
        ledger.approved = { version: '1', packageId: 'land_1:abc' };
        await expect(deployer.commit(terms)).rejects.toMatchObject({
            code: 'DEFINITION_DIFFERS',
            message:
                'Org1MSP has approved another version of land at sequence 1 than this software and these agencies make',
        });
    });

    it.each([
        [
            'that its gateway does not know',
            new GrpcStatusError(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org4MSP'),
        ],
        [
            'that does not answer its gateway',
            new GrpcStatusError(
                status.ABORTED,
                'failed to collect enough transaction endorsements, see attached details for more info',
                [
                    {
                        mspId: 'Org4MSP',
                        address: 'peer0.org4.example.com:7051',
                        message: 'rpc error: code = Unavailable desc = connection refused',
                    },
                ],
            ),
        ],
    ])('commits without a peer %s, as long as enough are left', async (_what, failure) => {
        ledger.readiness = { Org1MSP: true, Org2MSP: true, Org3MSP: true, Org4MSP: true };
        network.endorsementFailure = (mspIds) => (mspIds.includes('Org4MSP') ? failure : undefined);
        await expect(deployer.commit(terms)).resolves.toMatchObject({ committed: true });
        expect(transactions()).toEqual([
            'endorse Org1MSP Org2MSP Org3MSP Org4MSP',
            'endorse Org1MSP Org2MSP Org3MSP',
            'submit',
            'status',
        ]);
    });

    it('fails where too few are left', async () => {
        network.endorsementFailure = (mspIds) =>
            mspIds.includes('Org4MSP')
                ? new GrpcStatusError(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org4MSP')
                : undefined;
        await expect(deployer.commit(terms)).rejects.toMatchObject({
            code: 'PEER_UNREACHABLE',
            message: expect.stringContaining('Org4MSP') as string,
        });
    });

    it('hears that another has committed while it did', async () => {
        network.onNote = (note) => {
            if (note === 'status') {
                ledger.committed = { sequence: 1, version: '2' };
            }
        };
        network.validationCode = peer.TxValidationCode.MVCC_READ_CONFLICT;
        await expect(deployer.commit(terms)).resolves.toEqual({ sequence: 1, committed: false });
        network.onNote = () => undefined;
    });

    it('tries again while peers of others do not see the last approval', async () => {
        const behind = new GrpcStatusError(
            status.ABORTED,
            'failed to collect enough transaction endorsements, see attached details for more info',
            [
                {
                    mspId: 'Org2MSP',
                    address: 'peer0.org2.example.com:7051',
                    message: 'ProposalResponsePayloads do not match',
                },
            ],
        );
        const failures = [behind];
        network.endorsementFailure = () => failures.pop();
        await expect(deployer.commit(terms)).resolves.toMatchObject({ committed: true });
    });

    it('tells a refusal of its own peer by its kind', async () => {
        network.endorsementFailure = () =>
            new GrpcStatusError(
                status.ABORTED,
                'failed to collect enough transaction endorsements, see attached details for more info',
                [
                    {
                        mspId: 'Org1MSP',
                        address: 'peer0.org1.example.com:7051',
                        message: 'access denied: channel [mychannel] creator org [Org1MSP]',
                    },
                ],
            );
        await expect(deployer.approve(terms, pack)).rejects.toMatchObject({ code: 'NOT_AN_ADMIN' });
    });

    it('names the orderers that its gateway could not reach', async () => {
        network.submissionFailure = new GrpcStatusError(
            status.UNAVAILABLE,
            'no orderers could successfully process transaction',
            [{ mspId: 'OrdererMSP', address: 'orderer.example.com:7050', message: 'connection refused' }],
        );
        await expect(deployer.approve(terms, pack)).rejects.toMatchObject({
            code: 'ORDERER_UNREACHABLE',
            message: expect.stringContaining('orderer.example.com:7050') as string,
        });
    });

    it('sees where a chaincode stands', async () => {
        ledger.committed = { sequence: 4, version: '1' };
        ledger.approved = { version: '2', packageId: 'land_2:abc' };
        ledger.installed = ['land_2:abc'];
        const standing = await deployer.standing(terms);
        expect(standing).toMatchObject({
            committed: { sequence: 4, version: '1' },
            definition: { ...terms, sequence: 5 },
            isCommitted: false,
            approved: { packageId: 'land_2:abc' },
            installed: ['land_2:abc'],
            rule: { text: '3 of 4' },
        });
        expect(Object.fromEntries(standing.approvals)).toEqual(ledger.readiness);
    });

    it('refuses an unreadable policy before anything is installed', async () => {
        await expect(deployer.approve({ ...terms, policy: 'AND(' }, pack)).rejects.toMatchObject({
            code: 'POLICY_INVALID',
        });
        expect(network.notes).not.toContain('propose InstallChaincode');
    });
});

const answers: Readonly<Record<string, (ledger: Ledger) => Answer>> = {
    InstallChaincode: () => ({ payload: new lifecycle.InstallChaincodeResult().serializeBinary() }),
    QueryInstalledChaincodes: ({ installed }) => {
        const result = new lifecycle.QueryInstalledChaincodesResult();
        result.setInstalledChaincodesList(
            installed.map((packageId) => {
                const each = new lifecycle.QueryInstalledChaincodesResult.InstalledChaincode();
                each.setPackageId(packageId);
                return each;
            }),
        );
        return { payload: result.serializeBinary() };
    },
    QueryChaincodeDefinition: ({ committed, readiness }) => {
        if (committed === undefined) {
            return { status: 404, message: 'namespace land is not defined' };
        }
        const result = define(new lifecycle.QueryChaincodeDefinitionResult(), committed);
        for (const [mspId, approves] of Object.entries(readiness)) {
            result.getApprovalsMap().set(mspId, approves);
        }
        return { payload: result.serializeBinary() };
    },
    QueryApprovedChaincodeDefinition: ({ approved }) => {
        if (approved === undefined) {
            return { status: 500, message: 'could not fetch approved chaincode definition' };
        }
        const local = new lifecycle.ChaincodeSource.Local();
        local.setPackageId(approved.packageId);
        const source = new lifecycle.ChaincodeSource();
        source.setLocalPackage(local);
        const result = define(new lifecycle.QueryApprovedChaincodeDefinitionResult(), { sequence: 1, ...approved });
        result.setSource(source);
        return { payload: result.serializeBinary() };
    },
    CheckCommitReadiness: ({ readiness }) => {
        const result = new lifecycle.CheckCommitReadinessResult();
        for (const [mspId, approves] of Object.entries(readiness)) {
            result.getApprovalsMap().set(mspId, approves);
        }
        return { payload: result.serializeBinary() };
    },
    GetChannelConfig: ({ lifecycleEndorsement }) => {
        const policies = { LifecycleEndorsement: lifecycleEndorsement };
        const application = createConfigGroup({ values: {}, policies });
        const config = new common.Config();
        config.setChannelGroup(createConfigGroup({ values: {}, policies: {}, groups: { Application: application } }));
        return { payload: config.serializeBinary() };
    },
};

interface DefinitionResult {
    setSequence(value: number): void;
    setVersion(value: string): void;
    setEndorsementPlugin(value: string): void;
    setValidationPlugin(value: string): void;
    setValidationParameter(value: Uint8Array): void;
    setCollections(value?: peer.CollectionConfigPackage): void;
}

function define<T extends DefinitionResult>(
    result: T,
    definition: { readonly sequence: number; readonly version: string; readonly policy?: string },
): T {
    result.setSequence(definition.sequence);
    result.setVersion(definition.version);
    result.setEndorsementPlugin('escc');
    result.setValidationPlugin('vscc');
    result.setValidationParameter(encodePolicy(definition.policy ?? policy, 'land').serializeBinary());
    result.setCollections(encodeCollections());
    return result;
}
