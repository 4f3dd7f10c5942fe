// Data between two agencies, from the catalogue to the inbox: who asks, who grants, and what stays private. Start the
// network in one terminal (`npm start`), then `node client/examples/share-data.mjs`.
import {
    commitmentPreimage,
    createTabularium,
    exchangeErrors,
    identityFromMsp,
    isRefusal,
    newDeliveryKey,
    openRecord,
    sealRecord,
} from '@tabularium/client';
import { createHash, randomBytes } from 'node:crypto';

const clients = [];
function as(officer, agency, mspId) {
    const folder = `.tabularium/network/organizations/peerOrganizations/${agency}.example.com`;
    const tabularium = createTabularium({
        connection: `${folder}/connection-${agency}.json`,
        identity: identityFromMsp(`${folder}/users/${officer}@${agency}.example.com/msp`, mspId),
        channelName: 'mychannel',
    });
    clients.push(tabularium);
    return tabularium.exchange;
}
const provider = as('wu', 'civil-affairs', 'CivilAffairsMSP');
const consumer = as('lu', 'land-registry', 'LandRegistryMSP');
const recordsRoom = as('yan', 'land-registry', 'LandRegistryMSP');
const authority = as('gao', 'data-authority', 'DataAuthorityMSP');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const day = (count) => new Date(Date.now() + count * 24 * 3600 * 1000).toISOString();

// The provider says what can be had. `level` is the clearance that an item asks for.
const resourceCode = `306010/${Math.floor(Date.now() / 1000)}`;
await provider.publishResource({
    resourceCode,
    name: { en: 'Marriage status', zh: '婚姻登记信息' },
    abstract: 'Whether a person is married.',
    format: 'DATABASE',
    items: [{ itemCode: 'status', name: { en: 'Status', zh: '婚姻状况' }, dataType: 'TEXT', level: 2 }],
    sharing: { shareType: 'CONDITIONAL', shareCondition: 'For the transfer of land', shareMode: 'PLATFORM' },
    openToPublic: false,
    updateCycle: 'REAL_TIME',
    answerWithinDays: 10,
});

// The first argument is public, `private` is not: only members of the collection that is written get to see it.
const asking = {
    resourceCode,
    items: ['status'],
    purposeCode: 'LAND-TRANSFER',
    wanted: { maxUses: 1, validFrom: day(-1), validTo: day(30) },
};
const details = { caseNumber: 'LT-2026-118', justification: 'Whether a spouse has to consent to the sale' };
try {
    await recordsRoom.requestShare(asking, { private: details });
} catch (error) {
    if (!isRefusal(error, exchangeErrors.CLEARANCE_INSUFFICIENT)) {
        throw error;
    }
    console.log(`Refused: ${error.messages.en}`);
}
const asked = await consumer.requestShare(asking, { private: details });
const { requestId } = asked.result;
console.log(`Asked; the case number was seen by ${[...asked.endorsers].sort().join(' and ')}`);

await authority.checkConformity({ requestId, outcome: 'CONFORMS' });
const granted = await provider.answerRequest({
    requestId,
    answer: { decision: 'GRANT', items: asking.items, ...asking.wanted },
});
const { grantId } = granted.result;

// One use, with a key made for it. The department keeps the private half: whoever has it reads the record, and nobody else.
// The data authority's service makes the pseudonym, see `pairKey` and `pseudonymOf`.
const { publicJwk, privateJwk } = await newDeliveryKey();
const { slot } = await consumer.freeUse({ grantId });
const used = await consumer.useGrant(
    {
        grantId,
        slot,
        items: asking.items,
        purposeCode: asking.purposeCode,
        subject: sha256(randomBytes(32)),
        requestHash: sha256(randomBytes(32)),
        deliverTo: publicJwk,
    },
    { private: { caseNumber: 'LT-2026-118', subjectReference: 'The seller' } },
);
const { usageId } = used.result;

// The provider seals the record to the key that the use names, commits to what was sealed, and delivers it.
const { deliverTo } = await provider.usageById({ usageId });
const delivery = await sealRecord({ usageId, deliverTo, record: { status: 'married' } });
await provider.commitAnswer({
    usageId,
    commitment: sha256(commitmentPreimage(delivery)),
    responseHash: sha256(randomBytes(32)),
});
const delivered = await provider.deliverRecord({ usageId }, { private: delivery });
console.log(`Delivered, endorsed by ${delivered.endorsers.join(' and ')} alone`);

const { sealed } = await consumer.deliveredRecord({ usageId });
const record = await openRecord({ usageId, sealed, key: privateJwk });
console.log(`Read at the registry's own peer and opened: ${record.status}`);
// What is left in files of the peer is ciphertext. An application that destroys `privateJwk` here erases it for good.
await consumer.purgeDelivery({ usageId, reason: 'The case is closed' });
console.log(`Erased; the use stays on record: ${(await consumer.usageById({ usageId })).status}`);

clients.forEach((tabularium) => tabularium.close());
