// A licence: its type, who may issue it, the licence itself, and what verification says to anybody. Start the network in
// one terminal (`npm start`), then `node client/examples/licence.mjs`.
import { createTabularium, identityFromMsp, isRefusal, licenceErrors } from '@tabularium/client';
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
    return tabularium.licence;
}
const authority = as('tian', 'market-regulation', 'MarketRegulationMSP');
const issuer = as('luo', 'market-regulation', 'MarketRegulationMSP');
const anybody = as('ma', 'bank-a', 'BankAMSP');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const day = (count) => new Date(Date.now() + count * 24 * 3600 * 1000).toISOString();

// Code of the authority, and three characters of its own.
const typeCode = '11110105MA9T00165D0EX';
const identifier = `1.2.156.3005.2.${typeCode}.11110105MA9T00165D.EXAMPLE1.001.T`;
try {
    await authority.defineType({
        typeCode,
        name: { en: 'Food operation permit', zh: '食品经营许可证' },
        holderType: 'ORGANISATION',
        validity: { rule: 'MONTHS', months: 60 },
    });
    await authority.accreditIssuer({
        typeCode,
        agencyId: 'market-regulation',
        jurisdictions: ['110105'],
        validFrom: day(-1),
    });
    await issuer.issueLicence({
        identifier,
        region: '110105',
        // Salt and name stay with issuer and holder; the register knows the hash.
        holderCommitment: sha256(`${randomBytes(32).toString('hex')} The Corner Shop`),
        documentSha256: sha256('the licence as it is handed out'),
        validFrom: day(-1),
        validTo: day(365),
        statusListId: 'FOOD-2026',
        statusIndex: 7,
    });
} catch (error) {
    // The second run comes here.
    if (!isRefusal(error, licenceErrors.TYPE_ALREADY_DEFINED)) {
        throw error;
    }
}

async function verify() {
    const { valid, reasons } = await anybody.verifyLicence({ identifier });
    console.log(valid ? 'Valid' : `Not valid: ${reasons.join(', ')}`);
}
await verify();
await issuer.suspendLicence({ identifier, reasonCode: 'UNDER_INVESTIGATION' });
await verify();
await issuer.resumeLicence({ identifier });
await verify();

// A wrong check character is told before anything is written.
try {
    await issuer.issueLicence({
        identifier: identifier.replace(/T$/, 'U'),
        region: '110105',
        holderCommitment: sha256(randomBytes(32)),
        documentSha256: sha256(randomBytes(32)),
        validFrom: day(-1),
        validTo: day(365),
        statusListId: 'FOOD-2026',
        statusIndex: 8,
    });
} catch (error) {
    if (!isRefusal(error, licenceErrors.IDENTIFIER_CHECK_FAILED)) {
        throw error;
    }
    console.log(`Refused: the last character must be ${error.details.expected}`);
}

clients.forEach((tabularium) => tabularium.close());
