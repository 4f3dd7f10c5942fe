/** Identifiers at the door of the register: what is wrong with one is told with the character that is expected. */
import {
    formatLicenceIdentifier,
    type LicenceIdentifier,
    licenceIdentifierProblem,
    parseLicenceIdentifier,
} from '../identifiers/licence-identifier';
import { isUscc } from '../identifiers/uscc';
import { refusal } from '../runtime/errors';
import { licenceErrors as errors } from './errors';

const FIRST = '001';
const LAST = 999;

/**
 * An identifier fit to be issued.
 * @throws LICENCE_IDENTIFIER_MALFORMED, LICENCE_IDENTIFIER_CHECK_FAILED, LICENCE_ISSUER_NOT_USCC,
 * LICENCE_VERSION_NOT_FIRST
 */
export function firstIdentifier(identifier: string): LicenceIdentifier {
    const problem = licenceIdentifierProblem(identifier);
    if (problem?.kind === 'form') throw refusal(errors.IDENTIFIER_MALFORMED, { part: problem.part });
    if (problem?.kind === 'check') {
        const { part, standard, expected, legacy } = problem;
        throw refusal(errors.IDENTIFIER_CHECK_FAILED, {
            part,
            standard,
            expected,
            ...(legacy && { hint: 'legacyCheck' }),
        });
    }
    const parts = parseLicenceIdentifier(identifier);
    const { issuer, version } = parts;
    if (!isUscc(issuer)) throw refusal(errors.ISSUER_NOT_USCC, { issuer, hint: 'uscc' });
    if (version !== FIRST) throw refusal(errors.VERSION_NOT_FIRST, { licenceVersion: version });
    return parts;
}

/** The identifier of the next version. @throws LICENCE_VERSIONS_EXHAUSTED */
export function nextIdentifier(identifier: string): string {
    const parts = parseLicenceIdentifier(identifier);
    const version = Number(parts.version) + 1;
    if (version > LAST) throw refusal(errors.VERSIONS_EXHAUSTED, { identifier });
    return formatLicenceIdentifier({ ...parts, version: String(version).padStart(FIRST.length, '0') });
}
