import { peer } from '@hyperledger/fabric-protos';
import type { SystemChaincode, SystemInvocation } from '../system/system-chaincode';
import { failureResponse, successResponse } from '../system/responses';
import type { LifecycleOptions } from './lifecycle';
import { LifecycleCall, NotDefinedError } from './lifecycle-call';
import type { InstalledPackage, PackageStore } from './package-store';
import { LIFECYCLE_NAMESPACE } from './state-keys';
import { errorText } from '../proto/error-text';

const { lifecycle } = peer;

/** Chaincodes that a package stands for, by channel. */
export type PackageReferences = (
    packageId: string,
) => Promise<ReadonlyMap<string, readonly { readonly name: string; readonly version: string }[]>>;

/** `_lifecycle`: every function takes one message and answers with another. Fabric: core/chaincode/lifecycle/scc.go. */
export class LifecycleChaincode implements SystemChaincode {
    readonly name = LIFECYCLE_NAMESPACE;
    readonly #options: LifecycleOptions;
    readonly #packages: PackageStore;
    readonly #references: PackageReferences;

    constructor(options: LifecycleOptions, packages: PackageStore, references: PackageReferences) {
        this.#options = options;
        this.#packages = packages;
        this.#references = references;
    }

    async invoke(invocation: SystemInvocation): Promise<peer.Response> {
        const { args, channelId, signedProposal } = invocation;
        const [first, argument] = args;
        if (first === undefined) {
            return failureResponse('lifecycle scc must be invoked with arguments');
        }
        if (argument === undefined || args.length !== 2) {
            return failureResponse(
                `lifecycle scc operations require exactly two arguments but received ${String(args.length)}`,
            );
        }
        if (channelId !== '' && this.#options.config(channelId) === undefined) {
            return failureResponse(`could not get channelconfig for channel '${channelId}'`);
        }
        const name = Buffer.from(first).toString();
        const denied = this.#options.access.check(`${LIFECYCLE_NAMESPACE}/${name}`, channelId, signedProposal);
        if (denied !== undefined) {
            return failureResponse(`Failed to authorize invocation due to failed ACL check: ${denied}`);
        }
        try {
            return successResponse(await this.#dispatch(name, argument, invocation));
        } catch (error) {
            const text = errorText(error);
            return error instanceof NotDefinedError
                ? failureResponse(text, 404)
                : failureResponse(`failed to invoke backing implementation of '${name}': ${text}`);
        }
    }

    #dispatch(name: string, argument: Uint8Array, invocation: SystemInvocation): Promise<Uint8Array> {
        switch (name) {
            case 'InstallChaincode':
                return this.#install(argument);
            case 'QueryInstalledChaincode':
                return this.#queryInstalled(argument);
            case 'QueryInstalledChaincodes':
                return this.#listInstalled();
            case 'GetInstalledChaincodePackage':
                return this.#getPackage(argument);
            case 'ApproveChaincodeDefinitionForMyOrg':
                return this.#call(invocation).approve(argument);
            case 'QueryApprovedChaincodeDefinition':
                return this.#call(invocation).queryApproved(argument);
            case 'CheckCommitReadiness':
                return this.#call(invocation).checkReadiness(argument);
            case 'CommitChaincodeDefinition':
                return this.#call(invocation).commit(argument);
            case 'QueryChaincodeDefinition':
                return this.#call(invocation).queryDefinition(argument);
            case 'QueryChaincodeDefinitions':
                return this.#call(invocation).queryDefinitions();
            default:
                return Promise.reject(new Error(`${name} is not supported by this network`));
        }
    }

    #call({ channelId, simulator }: SystemInvocation): LifecycleCall {
        const { mspId, fabric } = this.#options;
        const config = this.#options.config(channelId);
        if (config === undefined || simulator === undefined) {
            throw new Error(`no application config for channel '${channelId}'`);
        }
        return new LifecycleCall({ mspId, fabric, config, simulator });
    }

    async #install(argument: Uint8Array): Promise<Uint8Array> {
        const args = lifecycle.InstallChaincodeArgs.deserializeBinary(argument);
        const installed = await this.#packages.install(args.getChaincodeInstallPackage_asU8());
        const result = new lifecycle.InstallChaincodeResult();
        result.setPackageId(installed.packageId);
        result.setLabel(installed.label);
        return result.serializeBinary();
    }

    async #queryInstalled(argument: Uint8Array): Promise<Uint8Array> {
        const packageId = lifecycle.QueryInstalledChaincodeArgs.deserializeBinary(argument).getPackageId();
        const installed = this.#packages.find(packageId);
        if (installed === undefined) {
            throw new NotDefinedError(`chaincode install package '${packageId}' not found`);
        }
        const { References, Chaincode } = lifecycle.QueryInstalledChaincodeResult;
        const result = new lifecycle.QueryInstalledChaincodeResult();
        result.setPackageId(packageId);
        result.setLabel(installed.label);
        for (const [channelId, chaincodes] of await this.#references(packageId)) {
            const references = new References();
            for (const { name, version } of chaincodes) {
                const chaincode = new Chaincode();
                chaincode.setName(name);
                chaincode.setVersion(version);
                references.addChaincodes(chaincode);
            }
            result.getReferencesMap().set(channelId, references);
        }
        return result.serializeBinary();
    }

    async #listInstalled(): Promise<Uint8Array> {
        const result = new lifecycle.QueryInstalledChaincodesResult();
        for (const installed of this.#packages.list()) {
            result.addInstalledChaincodes(await this.#describe(installed));
        }
        return result.serializeBinary();
    }

    async #describe(
        installed: InstalledPackage,
    ): Promise<peer.lifecycle.QueryInstalledChaincodesResult.InstalledChaincode> {
        const { InstalledChaincode, References, Chaincode } = lifecycle.QueryInstalledChaincodesResult;
        const message = new InstalledChaincode();
        message.setPackageId(installed.packageId);
        message.setLabel(installed.label);
        for (const [channelId, chaincodes] of await this.#references(installed.packageId)) {
            const references = new References();
            for (const { name, version } of chaincodes) {
                const chaincode = new Chaincode();
                chaincode.setName(name);
                chaincode.setVersion(version);
                references.addChaincodes(chaincode);
            }
            message.getReferencesMap().set(channelId, references);
        }
        return message;
    }

    async #getPackage(argument: Uint8Array): Promise<Uint8Array> {
        const packageId = lifecycle.GetInstalledChaincodePackageArgs.deserializeBinary(argument).getPackageId();
        const bytes = await this.#packages.bytes(packageId);
        if (bytes === undefined) {
            throw new Error(`could not load cc install package: chaincode install package '${packageId}' not found`);
        }
        const result = new lifecycle.GetInstalledChaincodePackageResult();
        result.setChaincodeInstallPackage(bytes);
        return result.serializeBinary();
    }
}
