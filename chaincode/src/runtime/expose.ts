/**
 * Tells fabric-contract-api which methods are transactions. Its decorators are called as functions, from the
 * definition: without them every method of the prototype would be callable, and decorators on a shared base class leak
 * from one contract to the next. Each transaction takes one text and returns one text.
 */
import { type Contract, Param, Returns, Transaction } from 'fabric-contract-api';
import type { TransactionDefinitions } from './definition';

export function exposeTransactions(contractClass: new () => Contract, transactions: TransactionDefinitions): void {
    const prototype = contractClass.prototype as object;
    for (const [name, transaction] of Object.entries(transactions)) {
        if (name in prototype) {
            throw new Error(`${name} is a method of fabric-contract-api and cannot be a transaction`);
        }
        Object.defineProperty(prototype, name, { value: neverCalled });
        Transaction(transaction.kind === 'submit')(prototype, name);
        Param('argument', 'string', transaction.summary)(prototype, name);
        Returns('string')(prototype, name);
    }
}

/** Only its presence counts: `aroundTransaction` is overridden and runs the handler itself. */
function neverCalled(): never {
    throw new Error('transactions run through the door');
}
