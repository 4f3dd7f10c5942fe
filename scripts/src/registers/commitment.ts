import { commitmentPreimage, type Salted } from '@tabularium/chaincode/api';
import { createHash } from 'node:crypto';

/** What is public about a private value, as the registers compute it: lower-case hex SHA-256. */
export function commitmentOf(value: Salted): string {
    return createHash('sha256').update(commitmentPreimage(value)).digest('hex');
}
