import { peer } from '@hyperledger/fabric-protos';

/** Arguments of approve for the next sequence; an empty package id approves without running it. */
export function approval(
    name: string,
    packageId: string,
    changes: { sequence?: number; version?: string } = {},
): Uint8Array {
    const args = new peer.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs();
    args.setName(name);
    args.setVersion(changes.version ?? '1.0');
    args.setSequence(changes.sequence ?? 1);
    if (packageId !== '') {
        const local = new peer.lifecycle.ChaincodeSource.Local();
        local.setPackageId(packageId);
        const source = new peer.lifecycle.ChaincodeSource();
        source.setLocalPackage(local);
        args.setSource(source);
    }
    return args.serializeBinary();
}

export function commitment(name: string, changes: { sequence?: number; version?: string } = {}): Uint8Array {
    const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
    args.setName(name);
    args.setVersion(changes.version ?? '1.0');
    args.setSequence(changes.sequence ?? 1);
    return args.serializeBinary();
}

export function installation(bytes: Uint8Array): Uint8Array {
    const args = new peer.lifecycle.InstallChaincodeArgs();
    args.setChaincodeInstallPackage(bytes);
    return args.serializeBinary();
}
