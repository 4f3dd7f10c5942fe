/**
 * What fabric-shim reads when it starts this package as a chaincode: one register, named by TABULARIUM_REGISTER; its
 * founding document's hash in TABULARIUM_FOUNDING_SHA256; TABULARIUM_CLOCK_GUARD in milliseconds or 'off'.
 */
import { contractsFor } from './registers';
import { registerConfigFrom } from './runtime/register-config';
import { createSerializers } from './runtime/serializers';

export const contracts = contractsFor(registerConfigFrom(process.env));
export const serializers = createSerializers();
