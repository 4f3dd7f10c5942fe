import type { Contract, Gateway, Network } from '@hyperledger/fabric-gateway';
import { type ContractDefinition, directoryApi, exchangeApi, landApi, licenceApi } from '@tabularium/chaincode/api';
import { Caller, type ClientSettings, registerClient, type RegisterClient } from './contract/contract-client';
import { ConfigurationError } from './errors/tabularium-error';
import { type EventOptions, type RegisterEvent, registerEvents } from './events/register-events';
import { systemClock, systemRandom } from './seams';
import { deadlinesFrom } from './transport/deadlines';
import { GatewayTransport } from './transport/gateway-transport';
import { type Connection, grpcClient } from './transport/grpc-client';
import type { ClientIdentity } from './transport/identity';
import type { Transport } from './transport/transport';

export interface TabulariumOptions extends ClientSettings {
    /** A peer of the own organisation: its address, a connection profile (path or JSON), or a gRPC client. */
    readonly connection: Connection;
    readonly identity: ClientIdentity;
    readonly channelName: string;
}

type DirectoryApi = typeof directoryApi;
type ExchangeApi = typeof exchangeApi;
type LandApi = typeof landApi;
type LicenceApi = typeof licenceApi;

/** fabric-gateway's own objects, for what this client does not do. They know no deadlines of their own. */
export interface EscapeHatch {
    readonly gateway: Gateway;
    readonly network: Network;
    contract(chaincodeName: string, contractName?: string): Contract;
}

export interface Events {
    /** Events of all registers of this client, in the ledger's order. */
    all(options?: EventOptions): AsyncIterable<RegisterEvent<DirectoryApi | ExchangeApi | LandApi | LicenceApi>>;
    /** Events of any registers, typed from their definitions. */
    of<Definition extends ContractDefinition>(
        definitions: readonly Definition[],
        options?: EventOptions,
    ): AsyncIterable<RegisterEvent<Definition>>;
}

export interface Tabularium {
    readonly directory: RegisterClient<DirectoryApi>;
    readonly exchange: RegisterClient<ExchangeApi>;
    readonly land: RegisterClient<LandApi>;
    readonly licence: RegisterClient<LicenceApi>;
    readonly events: Events;
    readonly gateway: EscapeHatch;
    /** For `contractClient`, and for tools that need the bytes. */
    readonly transport: Transport;
    /** A typed client of another register on the same channel; shares connection and caches. */
    register<Definition extends ContractDefinition>(definition: Definition): RegisterClient<Definition>;
    /** Ends event loops and closes the connection, unless the caller brought the gRPC client. */
    close(): void;
}

/**
 * Connects to the registers through one peer's gateway. Dials with the first call; one client serves any number of
 * concurrent calls, so an application makes one per identity and keeps it.
 * @throws ConfigurationError when identity, key, connection or deadlines cannot be used
 */
export function createTabularium(options: TabulariumOptions): Tabularium {
    const { clock = systemClock, random = systemRandom } = options;
    assertPositive(deadlinesFrom(options.deadlines));
    const owned = grpcClient(options.connection);
    const { identity, channelName } = options;
    const transport = new GatewayTransport({ client: owned.client, identity, channelName, clock, random });
    const caller = new Caller(transport, options);
    const closing = new AbortController();
    const parts = { transport, clock, random, closed: closing.signal };
    return {
        directory: registerClient(directoryApi, caller),
        exchange: registerClient(exchangeApi, caller),
        land: registerClient(landApi, caller),
        licence: registerClient(licenceApi, caller),
        events: {
            all: (eventOptions = {}) =>
                registerEvents([directoryApi, exchangeApi, landApi, licenceApi], eventOptions, parts),
            of: (definitions, eventOptions = {}) => registerEvents(definitions, eventOptions, parts),
        },
        gateway: {
            gateway: transport.gateway,
            network: transport.network,
            contract: (chaincodeName, contractName) => transport.network.getContract(chaincodeName, contractName),
        },
        transport,
        register: (definition) => registerClient(definition, caller),
        close: () => {
            closing.abort();
            transport.gateway.close();
            owned.close();
        },
    };
}

function assertPositive(deadlines: object): void {
    for (const [name, milliseconds] of Object.entries(deadlines)) {
        if (typeof milliseconds !== 'number' || !(milliseconds > 0)) {
            throw new ConfigurationError(`${name} is ${String(milliseconds)}`, 'Give milliseconds above 0', {
                step: 'connect',
            });
        }
    }
}
