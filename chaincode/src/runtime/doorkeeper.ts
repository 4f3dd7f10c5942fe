/**
 * The one door of every register. In this order: is it this register's, may it come by this way, can it be read, is it
 * of this time, who calls, may they; then it is executed. A refusal anywhere leaves an empty write set.
 */
import { allows } from './access';
import { EvaluateEnvelope, parseWith, readJson, SubmitEnvelope } from './argument';
import { builtIns, EndorsersInput } from './built-ins';
import { askRegister } from './call';
import { bareCaller, knownCaller } from './caller-resolution';
import { type Signer, SignerCache } from './certificate';
import { guardedTime } from './clock';
import { Command } from './command';
import type { ContractDefinition, TransactionDefinition } from './definition';
import { type DoorParts, type Entrance, entrancesOf, type OwnWhoIs } from './entrance';
import { endorsersOf } from './endorsers';
import { DomainError, refusal } from './errors';
import { evaluateIn, type Execution, submitIn } from './execution';
import { type PrivateInput, readPrivateInput } from './private-input';
import { wireText } from './refusals';
import type { RegisterConfig } from './register-config';
import { runtimeErrors } from './runtime-errors';
import { outermostChaincode } from './signed-proposal';
import { TransactionScope } from './transaction-scope';
import type { WhoIs } from './who-is';
import { WhoIsAnswers, whoIsTransaction } from './who-is-answers';
import type { Stub } from './stub';

/** One call on its way through the door. */
interface Passage {
    readonly stub: Stub;
    readonly entrance: Entrance;
    readonly via: string | undefined;
    /** Run like a write without writing. */
    readonly dryRun: boolean;
    /** The input as it came. */
    readonly input: unknown;
    /** JSON pointer to the input inside the argument, for refusals. */
    readonly inputPath: string;
    readonly commandId: string | undefined;
}

export class Doorkeeper {
    readonly #definition: ContractDefinition;
    readonly #config: RegisterConfig | undefined;
    readonly #entrances: ReadonlyMap<string, Entrance>;
    readonly #ownWhoIs: OwnWhoIs | undefined;
    readonly #signers = new SignerCache();
    readonly #answers = new WhoIsAnswers();

    constructor(parts: DoorParts<ContractDefinition>, config: RegisterConfig | undefined) {
        this.#definition = parts.definition;
        this.#config = config;
        this.#ownWhoIs = parts.ownWhoIs;
        this.#entrances = config === undefined ? new Map() : entrancesOf(parts, config);
    }

    /** Runs one transaction. Whatever it throws is an Error whose message is a refusal in wire form. */
    async enter(stub: Stub, name: string, parameters: readonly unknown[]): Promise<unknown> {
        try {
            return await this.#enter(stub, name, parameters);
        } catch (error) {
            throw new Error(wireText(this.#refusalOf(error, stub.getTxID())), { cause: error });
        }
    }

    /** The refusal for a transaction that the definition does not have. */
    unknown(name: string): Error {
        return new Error(wireText(this.#unknownTransaction(name)));
    }

    async #enter(stub: Stub, name: string, parameters: readonly unknown[]): Promise<unknown> {
        const config = this.#config;
        const register = this.#definition.name;
        if (config?.register !== register) {
            throw refusal(runtimeErrors.REGISTER_MISMATCH, { register, started: config?.register ?? '' });
        }
        const outermost = outermostChaincode(stub.getSignedProposal());
        const via = outermost === register ? undefined : outermost;
        if (name === 'endorsers') {
            this.#assertWay(name, builtIns.endorsers, via);
            return this.#endorsers(stub, onlyText(parameters), config);
        }
        const entrance = this.#entrance(name);
        const argument = onlyText(parameters);
        this.#assertWay(name, entrance.transaction, via);
        const passage = { stub, entrance, via, inputPath: '/input', dryRun: false };
        if (entrance.transaction.kind === 'evaluate') {
            const { input } = parseWith(EvaluateEnvelope, readJson(argument), '');
            const { output } = await this.#pass({ ...passage, input, commandId: undefined }, config);
            return output;
        }
        const { commandId, input } = parseWith(SubmitEnvelope, readJson(argument), '');
        const { output } = await this.#pass({ ...passage, input, commandId }, config);
        return output;
    }

    async #endorsers(stub: Stub, argument: string, config: RegisterConfig): Promise<unknown> {
        const { input } = parseWith(EvaluateEnvelope, readJson(argument), '');
        const asked = parseWith(EndorsersInput, input, '/input');
        const entrance = this.#entrance(asked.transaction);
        if (entrance.transaction.kind !== 'submit') {
            throw this.#unknownTransaction(asked.transaction);
        }
        const execution = await this.#pass(
            {
                stub,
                entrance,
                via: undefined,
                dryRun: true,
                input: asked.argument.input,
                inputPath: '/input/argument/input',
                commandId: asked.argument.commandId,
            },
            config,
        );
        return endorsersOf(execution, entrance.transaction);
    }

    async #pass(passage: Passage, config: RegisterConfig): Promise<Execution> {
        const { stub, entrance, via, commandId } = passage;
        const { kind, confinedTo } = entrance.transaction;
        const input = parseWith(entrance.transaction.input, passage.input, passage.inputPath);
        const secret = privateInput(passage);
        const scope = new TransactionScope({
            definition: this.#definition,
            stub,
            now: guardedTime(stub.getDateTimestamp(), config),
            readOnly: kind === 'evaluate',
            confinedTo,
            // A plain question with a slow clock harms nobody; anything that leads to a write must not look back.
            guardTime: kind === 'submit' || via !== undefined,
        });
        const signer = this.#signer(stub);
        scope.caller = entrance.row.anyone
            ? bareCaller(signer.principal, via)
            : knownCaller(signer, await this.#whoIs(scope, signer), scope.now, via);
        if (!entrance.row.anyone && !allows(entrance.row, scope.caller, input)) {
            throw refusal(runtimeErrors.ACCESS_DENIED, { transaction: entrance.name });
        }
        const admitted = { entrance, scope, input, secret: secret?.parsed };
        if (commandId === undefined) {
            return evaluateIn(admitted);
        }
        const sent = { input: passage.input, secret: secret?.sent };
        const command = new Command(signer.principal, commandId, entrance.name, sent);
        scope.command = command;
        const execution = await submitIn({ ...admitted, command });
        if (!passage.dryRun) {
            await scope.commit();
        }
        return execution;
    }

    async #whoIs(scope: TransactionScope, signer: Signer): Promise<WhoIs> {
        const { principal } = signer;
        if (this.#ownWhoIs !== undefined) {
            return this.#ownWhoIs(scope.context(), { principal, kids: [] });
        }
        return this.#answers.read(await askRegister(scope.stub, whoIsTransaction, { principal }));
    }

    #signer(stub: Stub): Signer {
        const { mspid, idBytes } = stub.getCreator();
        try {
            return this.#signers.signer(mspid, idBytes);
        } catch (error) {
            const problem = error instanceof Error ? error.message : 'unreadable';
            throw refusal(runtimeErrors.CERTIFICATE_INVALID, { problem });
        }
    }

    /** Writing calls between registers are not offered; reads are, to the registers on the definition's list. */
    #assertWay(name: string, transaction: TransactionDefinition, via: string | undefined): void {
        if (via === undefined) {
            return;
        }
        const allowed = transaction.via ?? [];
        if (transaction.kind !== 'evaluate' || !(allowed.includes(via) || allowed.includes('*'))) {
            const register = this.#definition.name;
            throw refusal(runtimeErrors.CALL_NOT_ALLOWED, { via, register, transaction: name });
        }
    }

    #entrance(name: string): Entrance {
        const entrance = this.#entrances.get(name);
        if (entrance === undefined) {
            throw this.#unknownTransaction(name);
        }
        return entrance;
    }

    #unknownTransaction(name: string): DomainError {
        const register = this.#definition.name;
        return refusal(runtimeErrors.TRANSACTION_UNKNOWN, { register, transaction: printable(name) });
    }

    /** Catalogued refusals go out as they are; of anything else only the transaction id leaves the peer. */
    #refusalOf(error: unknown, txId: string): DomainError {
        if (error instanceof DomainError) {
            return error;
        }
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const log = this.#config?.logError ?? logToStderr;
        log(`[${this.#definition.name} ${txId}] ${text}`);
        return refusal(runtimeErrors.INTERNAL, { txId });
    }
}

function onlyText(parameters: readonly unknown[]): string {
    const [argument] = parameters;
    if (typeof argument !== 'string' || parameters.length !== 1) {
        throw refusal(runtimeErrors.INPUT_INVALID, { path: '', problem: 'one text expected' });
    }
    return argument;
}

/** A called register does not look at it: the transient data that it is shown is for the register that was asked. */
function privateInput({ stub, entrance, via }: Passage): PrivateInput | undefined {
    return via === undefined ? readPrivateInput(stub.getTransient(), entrance.transaction.private) : undefined;
}

/** A name that came from outside, fit for a message. */
function printable(name: string): string {
    return name.replace(/[^A-Za-z0-9_.:-]/g, '?').slice(0, 64);
}

function logToStderr(text: string): void {
    process.stderr.write(`${text}\n`);
}
