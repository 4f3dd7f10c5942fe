import { peer } from '@hyperledger/fabric-protos';
import { bytesEqual } from '../proto/hash';
import type { ReadableState } from './lifecycle-state';
import { GROUP, LIFECYCLE_NAMESPACE } from './state-keys';
import { bytesField, numberField, readBytes, readMetadata, readNumber, type StateRecord } from './state-record';
import { StoredCollections } from './stored-collections';

const { ChaincodeEndorsementInfo, ChaincodeValidationInfo } = peer.lifecycle;

/** What organisations approve and commit, in Fabric's parts. */
export interface StoredParameters {
    readonly endorsement: peer.lifecycle.ChaincodeEndorsementInfo;
    readonly validation: peer.lifecycle.ChaincodeValidationInfo;
    readonly collections: peer.CollectionConfigPackage;
}

export interface StoredDefinition extends StoredParameters {
    readonly sequence: number;
}

/** The fields that the arguments of approve, readiness and commit share. */
export interface DefinitionArguments {
    getSequence(): number;
    getName(): string;
    getVersion(): string;
    getEndorsementPlugin(): string;
    getValidationPlugin(): string;
    getValidationParameter_asU8(): Uint8Array;
    getCollections(): peer.CollectionConfigPackage | undefined;
    getInitRequired(): boolean;
}

interface DefinitionResult {
    setSequence(value: number): void;
    setVersion(value: string): void;
    setEndorsementPlugin(value: string): void;
    setValidationPlugin(value: string): void;
    setValidationParameter(value: Uint8Array): void;
    setCollections(value?: peer.CollectionConfigPackage): void;
    setInitRequired(value: boolean): void;
}

export function fromArguments(args: DefinitionArguments): StoredDefinition {
    const endorsement = new ChaincodeEndorsementInfo();
    endorsement.setVersion(args.getVersion());
    endorsement.setEndorsementPlugin(args.getEndorsementPlugin());
    endorsement.setInitRequired(args.getInitRequired());
    const validation = new ChaincodeValidationInfo();
    validation.setValidationPlugin(args.getValidationPlugin());
    validation.setValidationParameter(args.getValidationParameter_asU8());
    const collections = args.getCollections() ?? new peer.CollectionConfigPackage();
    return { sequence: args.getSequence(), endorsement, validation, collections };
}

export function fillResult<T extends DefinitionResult>(result: T, definition: StoredDefinition): T {
    result.setSequence(definition.sequence);
    result.setVersion(definition.endorsement.getVersion());
    result.setEndorsementPlugin(definition.endorsement.getEndorsementPlugin());
    result.setInitRequired(definition.endorsement.getInitRequired());
    result.setValidationPlugin(definition.validation.getValidationPlugin());
    result.setValidationParameter(definition.validation.getValidationParameter_asU8());
    result.setCollections(definition.collections);
    return result;
}

export function approvalRecord(parameters: StoredParameters): StateRecord {
    return { datatype: 'ChaincodeParameters', fields: new Map(parameterFields(parameters)) };
}

export function definitionRecord(definition: StoredDefinition): StateRecord {
    const sequence = numberField(definition.sequence);
    return {
        datatype: 'ChaincodeDefinition',
        fields: new Map([['Sequence', sequence], ...parameterFields(definition)]),
    };
}

/** Sequence of the committed definition, 0 when there is none. */
export function readSequence(state: ReadableState, name: string): Promise<number> {
    return readNumber(state, GROUP.definitions, name, 'Sequence');
}

/** The committed definition, undefined when there is none. The lifecycle itself counts as defined, without collections. */
export async function readDefinition(state: ReadableState, name: string): Promise<StoredDefinition | undefined> {
    if (name === LIFECYCLE_NAMESPACE) {
        return {
            sequence: 0,
            endorsement: new ChaincodeEndorsementInfo(),
            validation: new ChaincodeValidationInfo(),
            collections: new peer.CollectionConfigPackage(),
        };
    }
    const metadata = await readMetadata(state, GROUP.definitions, name);
    if (metadata === undefined) {
        return undefined;
    }
    if (metadata.getDatatype() !== 'ChaincodeDefinition') {
        throw new Error(`not a chaincode type: ${metadata.getDatatype()}`);
    }
    const sequence = await readSequence(state, name);
    return { sequence, ...(await readParameters(state, name)) };
}

const storedCollections = new StoredCollections();

export async function readParameters(state: ReadableState, name: string): Promise<StoredParameters> {
    const read = (field: string): Promise<Uint8Array> => readBytes(state, GROUP.definitions, name, field);
    return {
        endorsement: ChaincodeEndorsementInfo.deserializeBinary(await read('EndorsementInfo')),
        validation: ChaincodeValidationInfo.deserializeBinary(await read('ValidationInfo')),
        collections: storedCollections.read(await read('Collections')),
    };
}

/** Undefined when they are the same; otherwise Fabric's text for the first difference. */
export function difference(expected: StoredParameters, passed: StoredParameters): string | undefined {
    const pairs: readonly (readonly [string, string, string])[] = [
        ['Version', expected.endorsement.getVersion(), passed.endorsement.getVersion()],
        ['EndorsementPlugin', expected.endorsement.getEndorsementPlugin(), passed.endorsement.getEndorsementPlugin()],
        ['InitRequired', String(expected.endorsement.getInitRequired()), String(passed.endorsement.getInitRequired())],
        ['ValidationPlugin', expected.validation.getValidationPlugin(), passed.validation.getValidationPlugin()],
        ['ValidationParameter', hex(expected.validation), hex(passed.validation)],
    ];
    for (const [name, left, right] of pairs) {
        if (left !== right) {
            return `expected ${name} '${left}' does not match passed ${name} '${right}'`;
        }
    }
    return bytesEqual(expected.collections.serializeBinary(), passed.collections.serializeBinary())
        ? undefined
        : 'Collections do not match';
}

function parameterFields(parameters: StoredParameters): readonly (readonly [string, Uint8Array])[] {
    return [
        ['EndorsementInfo', bytesField(parameters.endorsement.serializeBinary())],
        ['ValidationInfo', bytesField(parameters.validation.serializeBinary())],
        ['Collections', bytesField(parameters.collections.serializeBinary())],
    ];
}

function hex(validation: peer.lifecycle.ChaincodeValidationInfo): string {
    return Buffer.from(validation.getValidationParameter_asU8()).toString('hex');
}
