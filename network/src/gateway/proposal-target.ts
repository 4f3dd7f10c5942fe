import { common, peer } from '@hyperledger/fabric-protos';

/** What a gateway reads from a proposal before any endorser checks it. */
export interface ProposalTarget {
    readonly channelId: string;
    /** From the invocation spec (endorsers take the one in the header extension). '' when missing. */
    readonly chaincodeName: string;
    readonly hasTransient: boolean;
    /** Which part of the spec's chaincode id is missing, if any. */
    readonly missing: 'spec' | 'id' | 'name' | undefined;
}

/** @throws Error with Fabric's text up to the parser's own words, which differ from Go's. */
export function proposalTarget(proposalBytes: Uint8Array): ProposalTarget {
    const proposal = decode('Proposal', proposalBytes, (bytes) => peer.Proposal.deserializeBinary(bytes));
    const header = decode('Header', proposal.getHeader_asU8(), (bytes) => common.Header.deserializeBinary(bytes));
    const channelHeader = decode('ChannelHeader', header.getChannelHeader_asU8(), (bytes) =>
        common.ChannelHeader.deserializeBinary(bytes),
    );
    const payload = decode('ChaincodeProposalPayload', proposal.getPayload_asU8(), (bytes) =>
        peer.ChaincodeProposalPayload.deserializeBinary(bytes),
    );
    const invocation = decode('ChaincodeInvocationSpec', payload.getInput_asU8(), (bytes) =>
        peer.ChaincodeInvocationSpec.deserializeBinary(bytes),
    );
    const spec = invocation.getChaincodeSpec();
    const id = spec?.getChaincodeId();
    const chaincodeName = id?.getName() ?? '';
    return {
        channelId: channelHeader.getChannelId(),
        chaincodeName,
        hasTransient: payload.getTransientmapMap().getLength() > 0,
        missing: missingPart(spec !== undefined, id !== undefined, chaincodeName),
    };
}

function missingPart(hasSpec: boolean, hasId: boolean, name: string): ProposalTarget['missing'] {
    if (!hasSpec) {
        return 'spec';
    }
    if (!hasId) {
        return 'id';
    }
    return name === '' ? 'name' : undefined;
}

function decode<T>(name: string, bytes: Uint8Array, parse: (bytes: Uint8Array) => T): T {
    try {
        return parse(bytes);
    } catch {
        throw new Error(`error unmarshalling ${name}: proto: cannot parse invalid wire-format data`);
    }
}
