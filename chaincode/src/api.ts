/** Everything that a client needs to know about the registers. Loads zod and nothing of Fabric. */
export * from './directory/api';
export { directoryErrors } from './directory/errors';
export { roles, RoleName } from './directory/roles';
export * from './land/api';
export { landErrors } from './land/errors';
export { type BuiltIns, builtIns, type Endorsers, withBuiltIns, type WithBuiltIns } from './runtime/built-ins';
export { type CollectionConfig, type CollectionFamily, collectionOf } from './runtime/collections';
export { commitmentPreimage } from './runtime/commitment-preimage';
export type { Caller, Grant, Principal } from './runtime/caller';
export * from './runtime/definition';
export * from './runtime/errors';
export type { EventEnvelope, EventItem } from './runtime/event-envelope';
export { EVENT_NAME } from './runtime/event-envelope';
export { canonicalJson, JsonProblem, type JsonValue, parseStrictJson } from './runtime/json';
export type { Salted } from './runtime/private';
export { parseRefusal, wireText } from './runtime/refusals';
export { runtimeErrors } from './runtime/runtime-errors';
export { AttestedKey, Kid, ListedGrant, PrincipalSchema, PublicJwk, type WhoIs } from './runtime/who-is';
