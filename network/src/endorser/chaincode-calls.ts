import { peer } from '@hyperledger/fabric-protos';
import type { InvocationServices } from '../chaincode/executor';
import { MESSAGE, newMessage } from '../chaincode/message';
import type { ChannelConfig } from '../channel/channel-config';
import type { Ledger } from '../ledger/ledger';
import type { TxSimulator } from '../ledger/tx-simulator';
import type { EndorsementInfo } from '../lifecycle/lifecycle';
import type { UnpackedProposal } from '../proto/proposal';
import { isSystemChaincode } from '../system/system-chaincode';
import { TransactionCollections } from './collection-access';
import type { EndorserOptions } from './endorser';
import { errorText } from '../proto/error-text';

/** Kept in the chaincode's own namespace: the version for which it has been initialized. */
const INITIALIZED_KEY = '\u{0}\u{10FFFF}initialized';

/** Where a call happens; undefined parts for calls without a channel and for qscc and cscc. */
export interface CallScope {
    readonly channelId: string;
    readonly simulator: TxSimulator | undefined;
}

/** The chaincodes that one transaction calls: the proposal's and those that they call. Fabric: core/chaincode/chaincode_support.go. */
export class ChaincodeCalls {
    readonly #options: EndorserOptions;
    readonly #proposal: UnpackedProposal;
    readonly #signedProposal: peer.SignedProposal;

    constructor(options: EndorserOptions, proposal: UnpackedProposal, signedProposal: peer.SignedProposal) {
        this.#options = options;
        this.#proposal = proposal;
        this.#signedProposal = signedProposal;
    }

    /** The chaincode's final message, COMPLETED or ERROR. @throws Error with Fabric's cause. */
    async invoke(
        name: string,
        args: readonly Uint8Array[],
        isInit: boolean,
        scope: CallScope,
    ): Promise<peer.ChaincodeMessage> {
        const { channelId, simulator } = scope;
        const { txId } = this.#proposal;
        if (isSystemChaincode(name)) {
            return this.#invokeSystem(name, args, isInit, scope);
        }
        const config = this.#options.config(channelId);
        const ledger = this.#options.ledger(channelId);
        if (config === undefined || ledger === undefined || simulator === undefined) {
            throw new Error(
                `invalid invocation: [channel ${channelId}] failed to get chaincode container info for ${name}: could not get channel config for channel '${channelId}'`,
            );
        }
        const info = await this.#checkInvocation(name, isInit, channelId, simulator);
        const services = this.#services(channelId, simulator, ledger, config);
        return this.#options.executor.invoke({
            packageId: info.packageId,
            name,
            channelId,
            txId,
            args,
            isInit,
            signedProposal: this.#signedProposal,
            simulator,
            services,
        });
    }

    async #checkInvocation(
        name: string,
        isInit: boolean,
        channelId: string,
        simulator: TxSimulator,
    ): Promise<EndorsementInfo> {
        let info: EndorsementInfo;
        try {
            info = await this.#options.lifecycle.endorsementInfo(channelId, name, simulator);
        } catch (error) {
            throw new Error(
                `invalid invocation: [channel ${channelId}] failed to get chaincode container info for ${name}: ${errorText(error)}`,
                { cause: error },
            );
        }
        let initialized = true;
        if (info.initRequired) {
            const version = await simulator.getState(name, INITIALIZED_KEY);
            initialized = Buffer.from(version ?? []).toString() === info.version;
        }
        const problem = initProblem(info, isInit, initialized);
        if (problem !== undefined) {
            throw new Error(`invalid invocation: chaincode '${name}' ${problem}`);
        }
        if (isInit) {
            simulator.setState(name, INITIALIZED_KEY, Buffer.from(info.version));
        }
        return info;
    }

    async #invokeSystem(
        name: string,
        args: readonly Uint8Array[],
        isInit: boolean,
        { channelId, simulator }: CallScope,
    ): Promise<peer.ChaincodeMessage> {
        if (isInit) {
            throw new Error(
                `invalid invocation: chaincode '${name}' does not require initialization but called as init`,
            );
        }
        const { lifecycle, systemChaincodes } = this.#options;
        const chaincode = [lifecycle.systemChaincode, ...systemChaincodes].find((one) => one.name === name);
        if (chaincode === undefined) {
            throw new Error(`could not launch chaincode ${name}.syscc: this network has no system chaincode ${name}`);
        }
        const { txId } = this.#proposal;
        const response = await chaincode.invoke({
            channelId,
            txId,
            args,
            signedProposal: this.#signedProposal,
            simulator: name === '_lifecycle' ? simulator : undefined,
        });
        return newMessage(MESSAGE.COMPLETED, { channelId, txId, payload: response.serializeBinary() });
    }

    #services(channelId: string, simulator: TxSimulator, ledger: Ledger, config: ChannelConfig): InvocationServices {
        const collections = new TransactionCollections({
            config,
            simulator,
            lifecycle: this.#options.lifecycle,
            proposal: this.#proposal,
        });
        return {
            history: (namespace, key) => ledger.history(namespace, key),
            collectionAccess: (namespace, collection) => collections.access(namespace, collection),
            requireCollection: (namespace, collection) => collections.require(namespace, collection),
            call: (target, args, isInit) => this.#callFrom(channelId, simulator, target, args, isInit),
        };
    }

    /** In another channel the callee gets a simulator of its own, whose result is thrown away. */
    async #callFrom(
        callerChannel: string,
        callerSimulator: TxSimulator,
        target: string,
        args: readonly Uint8Array[],
        isInit: boolean,
    ): Promise<peer.ChaincodeMessage> {
        const { name, channelId } = parseTarget(target, callerChannel);
        const { access, mspId } = this.#options;
        if (!isSystemChaincode(name)) {
            const denied = access.check('peer/ChaincodeToChaincode', channelId, this.#signedProposal);
            if (denied !== undefined) {
                throw new Error(denied);
            }
        }
        let simulator = callerSimulator;
        if (channelId !== callerChannel) {
            const ledger = this.#options.ledger(channelId);
            if (ledger === undefined) {
                throw new Error(`failed to find ledger for channel: ${channelId}`);
            }
            simulator = ledger.simulator(this.#proposal.txId, mspId);
        }
        try {
            return await this.invoke(name, args, isInit, { channelId, simulator });
        } catch (error) {
            throw new Error(`execute failed: ${errorText(error)}`, { cause: error });
        } finally {
            if (simulator !== callerSimulator) {
                await simulator.abandon();
            }
        }
    }
}

function initProblem(info: EndorsementInfo, isInit: boolean, initialized: boolean): string | undefined {
    if (isInit && !info.initRequired) {
        return 'does not require initialization but called as init';
    }
    if (isInit && initialized) {
        return 'is already initialized but called as init';
    }
    return isInit || initialized ? undefined : 'has not been initialized for this version, must call as init first';
}

/** `name`, `name/channel` or the older `name:version/channel`, whose version says nothing. */
function parseTarget(target: string, callerChannel: string): { readonly name: string; readonly channelId: string } {
    const slash = target.indexOf('/');
    const channelId = slash < 0 ? '' : target.slice(slash + 1);
    const [name = ''] = (slash < 0 ? target : target.slice(0, slash)).split(':');
    return { name, channelId: channelId === '' ? callerChannel : channelId };
}
