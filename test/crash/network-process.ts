import { type ChildProcess, fork } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Contract, type Gateway, signers } from '@hyperledger/fabric-gateway';
import type { StartOptions } from '../../network/src/start-network';

/** What the child tells once it serves. */
interface Ready {
    readonly packageId: string;
    readonly peer: { readonly address: string; readonly hostAlias: string; readonly tlsRootCertPem: string };
    readonly identity: { readonly mspId: string; readonly certificatePem: string; readonly privateKeyPem: string };
    readonly height: number;
}

/** A network in a process of its own. */
export class NetworkProcess {
    readonly ready: Ready;
    readonly #child: ChildProcess;
    readonly #chaincodeName: string;
    #closeClient: () => void = () => undefined;

    private constructor(child: ChildProcess, chaincodeName: string, ready: Ready) {
        this.#child = child;
        this.#chaincodeName = chaincodeName;
        this.ready = ready;
    }

    /** With a chaincode on it, which listens at the address. */
    static async start(
        options: StartOptions,
        chaincodeName: string,
        chaincodeAddress: string,
    ): Promise<NetworkProcess> {
        const child = fork(join(__dirname, 'network-child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        const ready = await new Promise<Ready>((resolve, reject) => {
            child.once('message', (message) => {
                resolve(message as Ready);
            });
            child.once('exit', (code) => {
                reject(new Error(`the network ended with code ${String(code)} before it served`));
            });
            child.send({ options, chaincodeName, chaincodeAddress });
        });
        return new NetworkProcess(child, chaincodeName, ready);
    }

    /** The chaincode through the official client. */
    contract(): Contract {
        return this.gateway().getNetwork('mychannel').getContract(this.#chaincodeName);
    }

    /** One connection per process. */
    gateway(): Gateway {
        const { peer, identity } = this.ready;
        const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCertPem)), {
            'grpc.ssl_target_name_override': peer.hostAlias,
        });
        const options = (): { deadline: number } => ({ deadline: Date.now() + 5_000 });
        const gateway = connect({
            client,
            identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificatePem) },
            signer: signers.newPrivateKeySigner(createPrivateKey(identity.privateKeyPem)),
            evaluateOptions: options,
            endorseOptions: options,
            submitOptions: options,
            commitStatusOptions: options,
        });
        this.#closeClient = () => {
            gateway.close();
            client.close();
        };
        return gateway;
    }

    /** `kill -9`; resolves when the process is gone. */
    async kill(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const gone = new Promise((resolve) => this.#child.once('exit', resolve));
            this.#child.kill('SIGKILL');
            await gone;
        }
    }

    disconnect(): void {
        this.#closeClient();
    }
}
