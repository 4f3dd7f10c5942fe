/** Everything that the registers store, for the table of who can read what. */
import { directoryApi } from './directory/api';
import * as directory from './directory/records';
import { exchangeApi } from './exchange/api';
import * as exchange from './exchange/records';
import { landApi } from './land/api';
import * as land from './land/records';
import { licenceApi } from './licence/api';
import * as licence from './licence/records';
import type { ReadableRegister } from './runtime/readers-table';

export { readersTable, type ReadersRow } from './runtime/readers-table';

export const readableRegisters: readonly ReadableRegister[] = [
    {
        definition: directoryApi,
        records: [
            directory.Foundings,
            directory.Agencies,
            directory.Departments,
            directory.Officers,
            directory.OfficerPointers,
            directory.Keys,
            directory.Motions,
        ],
        privateRecords: [],
    },
    {
        definition: landApi,
        records: [
            land.titleRecord,
            land.entryRecord,
            land.caseRecord,
            land.consentRecord,
            land.mortgageRecord,
            land.sealRecord,
        ],
        privateRecords: [],
    },
    {
        definition: licenceApi,
        records: [
            licence.typeRecord,
            licence.issuerRecord,
            licence.licenceRecord,
            licence.statusIndexRecord,
            licence.documentRecord,
        ],
        privateRecords: [],
    },
    {
        definition: exchangeApi,
        records: [
            exchange.resourceRecord,
            exchange.requestRecord,
            exchange.grantRecord,
            exchange.holdingRecord,
            exchange.useRecord,
        ],
        privateRecords: [exchange.requestDetailsRecord, exchange.useDetailsRecord, exchange.deliveryRecord],
    },
];
