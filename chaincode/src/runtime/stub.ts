/** Fabric's stub as contracts are handed it; only the frame sees it. */
import type { Context } from 'fabric-contract-api';

export type Stub = Context['stub'];
