/** Everything that tools and tests import. */
export type { NetworkBackend, OrdererEndpoint, OrganizationHandle, PeerEndpoint } from './backend';
export { CertificateAuthority, type IssueOptions, type IssuedCertificate } from './ca/certificate-authority';
export { type CollectionConfig } from './deploy/definition';
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
export { packageChaincode, type ChaincodePackage } from './deploy/package';
export { attachNetwork, type AttachOptions } from './native/attached-backend';
export { type NativeHandle, startNative } from './native/native-backend';
export { installOnOtherPeers } from './native/other-peers';
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
