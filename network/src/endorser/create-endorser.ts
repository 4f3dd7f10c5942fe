import { peer } from '@hyperledger/fabric-protos';
import { readResult } from '../chaincode/service-executor';
import type { Ledger } from '../ledger/ledger';
import type { SimulationResult, TxSimulator } from '../ledger/tx-simulator';
import { proposalHash, unpackProposal, type UnpackedProposal } from '../proto/proposal';
import { encodeResponsePayload, endorse } from '../proto/response';
import { encodeRwSet } from '../proto/rwset';
import { failureResponse } from '../system/responses';
import { isSystemChaincode } from '../system/system-chaincode';
import { ChaincodeCalls } from './chaincode-calls';
import { disseminate } from './dissemination';
import type { Endorser, EndorserOptions, EndorserResult } from './endorser';
import { buildInterest } from './interest';
import { filterProblem, proposalProblem } from './proposal-checks';
import { errorText } from '../proto/error-text';

export function createEndorser(options: EndorserOptions): Endorser {
    return new PeerEndorser(options);
}

/** What a simulation left, for the proposal response. */
interface Simulated {
    readonly response: peer.Response;
    readonly event?: peer.ChaincodeEvent;
    /** Undefined where nothing could be read or written. */
    readonly result?: SimulationResult;
}

/** Version that proposal responses of system chaincodes carry. Fabric: core/scc. */
const SYSTEM_VERSION = 'syscc';

class PeerEndorser implements Endorser {
    readonly #options: EndorserOptions;

    constructor(options: EndorserOptions) {
        this.#options = options;
    }

    get mspId(): string {
        return this.#options.mspId;
    }

    get address(): string {
        return this.#options.address;
    }

    async hasChaincode(channelId: string, name: string): Promise<boolean> {
        if (this.#options.ledger(channelId) === undefined) {
            return false;
        }
        return isSystemChaincode(name) || this.#options.lifecycle.isInvokable(channelId, name);
    }

    async processProposal(
        signedProposal: peer.SignedProposal,
        source: 'remote' | 'gateway' = 'remote',
    ): Promise<EndorserResult> {
        let proposal: UnpackedProposal;
        try {
            proposal = unpackProposal(signedProposal);
        } catch (error) {
            return refused(errorText(error));
        }
        const { channelId } = proposal;
        const ledger = this.#options.ledger(channelId);
        const config = this.#options.config(channelId);
        const msps = config?.msps ?? this.#options.localMsps;
        if (source === 'remote' || this.#options.fabric === '3.1') {
            const filtered = filterProblem(proposal, msps, this.#options);
            if (filtered !== undefined) {
                return { ...refused(filtered), filtered: true };
            }
        }
        if (channelId !== '' && (ledger === undefined || config === undefined)) {
            return { response: failed(`channel '${channelId}' not found`) };
        }
        const invalid = proposalProblem(proposal, msps);
        if (invalid !== undefined) {
            return refused(`error validating proposal: ${invalid}`);
        }
        const denied = await this.#denied(proposal, signedProposal, ledger);
        if (denied !== undefined) {
            return refused(denied);
        }
        try {
            return { response: await this.#endorse(proposal, signedProposal, ledger) };
        } catch (error) {
            return { response: failed(errorText(error)) };
        }
    }

    /** Proposals on a channel: not twice, and application chaincodes only for the channel's writers. */
    async #denied(
        { channelId, txId, creator, chaincodeName }: UnpackedProposal,
        signedProposal: peer.SignedProposal,
        ledger: Ledger | undefined,
    ): Promise<string | undefined> {
        if (ledger === undefined) {
            return undefined;
        }
        if ((await ledger.transaction(txId)) !== undefined) {
            return `duplicate transaction found [${txId}]. Creator [${Buffer.from(creator).toString('hex')}]`;
        }
        return isSystemChaincode(chaincodeName)
            ? undefined
            : this.#options.access.check('peer/Propose', channelId, signedProposal);
    }

    async #endorse(
        proposal: UnpackedProposal,
        signedProposal: peer.SignedProposal,
        ledger: Ledger | undefined,
    ): Promise<peer.ProposalResponse> {
        const { chaincodeName, txId } = proposal;
        const simulator =
            chaincodeName === 'qscc' || chaincodeName === 'cscc'
                ? undefined
                : ledger?.simulator(txId, this.#options.mspId);
        try {
            const version = await this.#version(proposal, simulator);
            const simulated = await this.#simulate(proposal, signedProposal, simulator);
            return await this.#respond(proposal, simulated, version, ledger);
        } finally {
            await simulator?.abandon();
        }
    }

    /** Of the committed definition. */
    async #version({ chaincodeName, channelId }: UnpackedProposal, simulator?: TxSimulator): Promise<string> {
        if (isSystemChaincode(chaincodeName)) {
            return SYSTEM_VERSION;
        }
        try {
            if (simulator === undefined) {
                throw new Error(`could not get channel config for channel '${channelId}'`);
            }
            return (await this.#options.lifecycle.endorsementInfo(channelId, chaincodeName, simulator)).version;
        } catch (error) {
            throw new Error(
                `make sure the chaincode ${chaincodeName} has been successfully defined on channel ${channelId} and try again: ${errorText(error)}`,
                { cause: error },
            );
        }
    }

    async #simulate(
        proposal: UnpackedProposal,
        signedProposal: peer.SignedProposal,
        simulator: TxSimulator | undefined,
    ): Promise<Simulated> {
        try {
            const { chaincodeName, channelId, txId, spec } = proposal;
            const calls = new ChaincodeCalls(this.#options, proposal, signedProposal);
            const { response, event } = await this.#execute(txId, chaincodeName, () =>
                calls.invoke(chaincodeName, spec.args, spec.isInit, { channelId, simulator }),
            );
            if (simulator === undefined) {
                return { response };
            }
            const result = await simulator.done();
            const kept = event !== undefined && response.getStatus() < 400 ? { event } : {};
            if (result.privateWrites.length > 0) {
                await disseminate(proposal, result.privateWrites, this.#options);
            }
            return { response, result, ...kept };
        } catch (error) {
            throw new Error(`error in simulation: ${errorText(error)}`, { cause: error });
        }
    }

    async #execute(
        txId: string,
        name: string,
        invoke: () => Promise<peer.ChaincodeMessage>,
    ): Promise<ReturnType<typeof readResult>> {
        let message: peer.ChaincodeMessage;
        try {
            message = await invoke();
        } catch (error) {
            throw new Error(`failed to execute transaction ${txId}: ${errorText(error)}`, { cause: error });
        }
        return readResult(message, name, txId);
    }

    async #respond(
        proposal: UnpackedProposal,
        { response, event, result }: Simulated,
        version: string,
        ledger: Ledger | undefined,
    ): Promise<peer.ProposalResponse> {
        const message = new peer.ProposalResponse();
        message.setResponse(response);
        const status = response.getStatus();
        if (status < 500 && (proposal.channelId === '' || status >= 400)) {
            return message;
        }
        const payload = encodeResponsePayload(proposalHash(proposal), {
            results: result === undefined ? new Uint8Array() : encodeRwSet(result.rwSet),
            ...(event === undefined ? {} : { event }),
            response,
            chaincodeName: proposal.chaincodeName,
            chaincodeVersion: version,
        });
        message.setPayload(payload);
        if (result !== undefined && ledger !== undefined) {
            const state = ledger.view();
            try {
                message.setInterest(await buildInterest(result, state));
            } finally {
                await state.release();
            }
        }
        if (status < 400) {
            message.setVersion(1);
            message.setEndorsement(endorse(payload, this.#options.signer));
        }
        return message;
    }
}

function failed(text: string): peer.ProposalResponse {
    const message = new peer.ProposalResponse();
    message.setResponse(failureResponse(text));
    return message;
}

function refused(text: string): EndorserResult {
    return { response: failed(text), error: text };
}
