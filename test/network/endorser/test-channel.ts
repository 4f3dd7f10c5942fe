import { common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import { createGenesisBlock } from '../../../network/src/channel/genesis-block';
import { parseChannelConfig } from '../../../network/src/channel/parse-channel-config';
import { connectChaincode } from '../../../network/src/chaincode/connection';
import type { ChaincodeExecutor } from '../../../network/src/chaincode/executor';
import { createChaincodeExecutor } from '../../../network/src/chaincode/service-executor';
import { createEndorser } from '../../../network/src/endorser/create-endorser';
import type { Endorser, EndorserResult, PrivateDataHolder } from '../../../network/src/endorser/endorser';
import type { Ledger } from '../../../network/src/ledger/ledger';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import { PrivateStore } from '../../../network/src/ledger/private-store';
import { collectionTerms } from '../../../network/src/lifecycle/collection-terms';
import { createLifecycle } from '../../../network/src/lifecycle/create-lifecycle';
import type { Lifecycle } from '../../../network/src/lifecycle/lifecycle';
import { createMsps } from '../../../network/src/msp/create-msps';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { newBlock } from '../../../network/src/proto/block';
import { createSignedProposal, unpackProposal } from '../../../network/src/proto/proposal';
import { assembleTransaction } from '../../../network/src/proto/transaction';
import { systemClock } from '../../../network/src/seams/clock';
import type { FileSystem } from '../../../network/src/seams/file-system';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { createAccessControl } from '../../../network/src/system/access-control';
import { createCscc } from '../../../network/src/system/cscc';
import { createQscc } from '../../../network/src/system/qscc';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from '../ca/organizations';

export const org1 = peerOrganization(1);
export const org2 = peerOrganization(2);
const orderer = ordererOrganization();

const CHANNEL = 'mychannel';

export interface TestChannel {
    readonly ledger: Ledger;
    readonly endorsers: readonly [Endorser, Endorser];
    readonly lifecycles: readonly Lifecycle[];
    propose(endorser: Endorser, call: ProposedCall): Promise<EndorserResult>;
    /** Endorses on the given peers and commits the transaction as valid. @throws Error when an endorser refuses. */
    submit(endorsers: readonly Endorser[], call: ProposedCall): Promise<void>;
    close(): Promise<void>;
}

export interface ProposedCall {
    readonly chaincodeName: string;
    readonly args: readonly (string | Uint8Array)[];
    readonly creator?: SigningIdentity;
    readonly channelId?: string;
    readonly isInit?: boolean;
}

/** Two peers over one ledger; every transaction that is submitted becomes a block of its own, unvalidated. */
export async function openChannel(fabric: '2.5' | '3.1' = '2.5'): Promise<TestChannel> {
    const genesis = createGenesisBlock({
        channelId: CHANNEL,
        organizations: [org1, org2].map((organization) => ({
            mspId: organization.mspId,
            mspConfig: mspConfig(organization),
        })),
        ordererOrganization: {
            mspId: orderer.mspId,
            mspConfig: mspConfig(orderer),
            endpoints: ['orderer.example.com:7050'],
            consenterTlsCertificatesPem: [enrolment(orderer, 'orderer').tls.certificatePem],
        },
        ...seams,
    });
    const config = parseChannelConfig(genesis, nodeCrypto);
    const privateStores = new Map<string, PrivateStore>();
    const holders: PrivateDataHolder[] = [];
    for (const organization of [org1, org2]) {
        const { mspId } = organization;
        const privateStore = new PrivateStore(await openMemoryStore());
        privateStores.set(mspId, privateStore);
        const identity = config.msps.deserialize(signer(organization, 'peer0').serialized);
        holders.push({ mspId, identity, keep: (...args) => privateStore.transient.put(...args) });
    }
    const store = await openMemoryStore();
    const ledger = await openLedger({ channelId: CHANNEL, store, privateStores, collectionTerms });
    await ledger.commit(genesis, [0]);
    const executors: ChaincodeExecutor[] = [];
    const lifecycles: Lifecycle[] = [];
    const find = (channelId: string): Ledger | undefined => (channelId === CHANNEL ? ledger : undefined);
    const configOf = (channelId: string): typeof config | undefined => (channelId === CHANNEL ? config : undefined);

    const open = async (organization: typeof org1): Promise<Endorser> => {
        const { mspId } = organization;
        const localMsps = createMsps([mspConfig(organization)], nodeCrypto);
        const access = createAccessControl({ mspId, localMsps, config: configOf, fabric });
        const lifecycle = await createLifecycle({
            mspId,
            ledger: find,
            config: configOf,
            access,
            files: memoryFolder(),
            packagesDir: '/packages',
            channelIds: () => [CHANNEL],
            fabric,
        });
        const executor = createChaincodeExecutor({
            endpoint: (packageId) => lifecycle.endpoint(packageId),
            connect: connectChaincode,
            clock: systemClock,
            fabric,
        });
        executors.push(executor);
        lifecycles.push(lifecycle);
        return createEndorser({
            mspId,
            address: `peer0.${organization.domain}:7051`,
            signer: signer(organization, 'peer0'),
            localMsps,
            ledger: find,
            config: configOf,
            access,
            executor,
            lifecycle,
            systemChaincodes: [
                createQscc({ ledger: find, access }),
                createCscc({ ledger: find, channelIds: () => [CHANNEL], access }),
            ],
            privateData: {
                own: { keep: async (...args) => privateStores.get(mspId)?.transient.put(...args) },
                others: () => holders.filter((holder) => holder.mspId !== mspId),
            },
            clock: seams.clock,
            random: systemRandom,
            fabric,
        });
    };
    const endorsers = [await open(org1), await open(org2)] as const;
    const sign = (call: ProposedCall): peer.SignedProposal =>
        createSignedProposal({
            channelId: CHANNEL,
            signer: signer(org1, 'Admin'),
            ...call,
            ...(call.creator === undefined ? {} : { signer: call.creator }),
            random: systemRandom,
            clock: seams.clock,
        }).signedProposal;
    return {
        ledger,
        endorsers,
        lifecycles,
        propose: (endorser, call) => endorser.processProposal(sign(call)),
        submit: async (by, call) => {
            const proposal = sign(call);
            const answers = await Promise.all(by.map((endorser) => endorser.processProposal(proposal)));
            const responses = answers.map(({ response }) => response);
            for (const response of responses) {
                if (response.getEndorsement() === undefined) {
                    throw new Error(response.getResponse()?.getMessage());
                }
            }
            const envelope = new common.Envelope();
            envelope.setPayload(assembleTransaction(unpackProposal(proposal), responses));
            const block = newBlock(ledger.height, ledger.info().currentHash, [envelope.serializeBinary()]);
            await ledger.commit(block, [0]);
        },
        close: async () => {
            await Promise.all(executors.map((executor) => executor.close()));
            lifecycles.forEach((lifecycle) => {
                lifecycle.close();
            });
            await ledger.close();
        },
    };
}

function memoryFolder(): FileSystem {
    const files = new Map<string, Uint8Array>();
    return {
        readFile: (path) => Promise.resolve(files.get(path)),
        writeFile: (path, content) => {
            files.set(path, Buffer.from(content));
            return Promise.resolve();
        },
        list: (path) =>
            Promise.resolve(
                [...files.keys()]
                    .filter((file) => file.startsWith(`${path}/`))
                    .map((file) => file.slice(path.length + 1))
                    .sort(),
            ),
        remove: (path) => {
            files.delete(path);
            return Promise.resolve();
        },
    };
}
