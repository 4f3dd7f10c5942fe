/** Everything that tools and tests import. */
export type { NetworkBackend, OrdererEndpoint, OrganizationHandle, PeerEndpoint } from './backend';
export { CertificateAuthority, type IssueOptions, type IssuedCertificate } from './ca/certificate-authority';
export {
    AgencyDeployer,
    type AgencyDeployerOptions,
    type Approval,
    type ApproveOptions,
    type ChaincodeStanding,
    type ChaincodeTerms,
    type Commitment,
} from './deploy/agency-deployer';
export type { ArchiveFile } from './deploy/archive';
export { servedPackage } from './deploy/chaincode-server';
export {
    changedParts,
    type ChaincodeDefinition,
    type CollectionConfig,
    type DefinitionPart,
    sameDefinition,
    type StoredDefinition,
} from './deploy/definition';
export {
    type ChaincodeOptions,
    deployChaincode,
    type Deployer,
    type DeployerOptions,
    type Deployment,
    type DeployOptions,
    type DeployProgress,
    openDeployer,
} from './deploy/deploy';
export { DeployError, isDeployError } from './deploy/deploy-error';
export { packageChaincode, type CcaasConnection, type ChaincodePackage } from './deploy/package';
export { type OpenedPackage, openPackage, type ServerAddress } from './deploy/package-file';
export {
    approveLine,
    collectionsText,
    type CommandPlace,
    commitLine,
    environmentLines,
    installLine,
} from './deploy/peer-commands';
export { WeakerError } from './deploy/weaker-error';
export type { Weakening } from './deploy/weakening';
export { attachNetwork, type AttachOptions } from './native/attached-backend';
export { type NativeHandle, startNative } from './native/native-backend';
export { readOrderer } from './native/network-folder';
export { installOnOtherPeers } from './native/other-peers';
export { type OwnOrganization, readOwnOrganization } from './native/own-organization';
export { machinePorts } from './native/ports';
export { endRemains } from './native/remains';
export { systemClock, type Clock } from './seams/clock';
export { type Crypto } from './seams/crypto';
export { nodeCrypto } from './seams/node-crypto';
export { nodeFileSystem } from './seams/node-file-system';
export { type FileSystem } from './seams/file-system';
export { systemRandom, type Random } from './seams/random';
export { isNetworkError, NetworkError, NetworkErrorCode } from './config/network-error';
export { type NetworkConfigInput } from './config/network-config';
export { testNetworkProfile } from './config/test-network-profile';
export {
    type NetworkHandle,
    type NetworkStatus,
    type Ordering,
    startNetwork,
    type StartOptions,
    type UserIdentity,
} from './start-network';
