/** Every submit of the land register: approvals of each kind of case, the others once. */
import type { Terms } from '../../../chaincode/src/land/terms';
import {
    contractSource,
    firstTerms,
    li,
    mortgageTerms,
    proof,
    receipt,
    releaseTerms,
    saleTerms,
    sealTerms,
    unitCode,
    wang,
} from '../../chaincode/land/people';
import { type Part, Registry } from '../../chaincode/land/registry';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { answered, OperationLog } from './operation-log';

export async function playLand(): Promise<OperationLog> {
    const log = new OperationLog();
    const registry = await Registry.open();
    const submit = async (part: Part, transaction: string, input: object, what = ''): Promise<Outcome> =>
        log.enter(transaction, await registry.submit(part, transaction, input), what);
    const approve = async (what: string, terms: Terms, part: Part = 'registrar'): Promise<Outcome> => {
        const caseId = await registry.prepare(terms, part, part === 'judge' ? [] : [contractSource, receipt]);
        return submit('examiner', 'approveCase', { caseId }, what);
    };

    const opening = { unitCode, terms: firstTerms, sources: [proof] };
    const opened = await submit('registrar', 'openCase', opening, 'a first registration');
    const caseId = answered(opened, 'caseId');
    await submit('registrar', 'lodgeSource', { caseId, source: receipt });
    log.enter('lodgeConsent', await registry.sign(caseId, li));
    await registry.sign(caseId, wang);
    await submit('registrar', 'validateCase', { caseId });
    await submit('examiner', 'approveCase', { caseId }, 'a first registration');

    const lending = { unitCode, terms: mortgageTerms(), sources: [contractSource] };
    const mortgage = await submit('registrar', 'openCase', lending, 'on a title that is there');
    const mortgageCaseId = answered(mortgage, 'caseId');
    const { caseDigest } = await registry.digest(mortgageCaseId);
    await submit('lender', 'consentToCase', { caseId: mortgageCaseId, caseDigest });
    await registry.consentAll(mortgageCaseId);
    await registry.submit('registrar', 'validateCase', { caseId: mortgageCaseId });
    const lent = await submit('examiner', 'approveCase', { caseId: mortgageCaseId }, 'a mortgage');

    const sealed = await approve('a seal', sealTerms(), 'judge');
    await approve('its release', releaseTerms(answered(sealed, 'sealId')), 'judge');
    const sale: Terms = { ...saleTerms, discharges: [answered(lent, 'mortgageId')] } as Terms;
    await approve('a sale that discharges a mortgage', sale);

    const rejected = await registry.open(mortgageTerms());
    await submit('examiner', 'rejectCase', { caseId: rejected, reason: 'papers are missing' });
    const withdrawn = await registry.open(mortgageTerms());
    await submit('registrar', 'withdrawCase', { caseId: withdrawn, reason: 'by the parties' });
    return log;
}
