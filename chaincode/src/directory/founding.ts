/** What must hold inside a founding document, and inside the description of an agency to be admitted. Pure. */
import type { z } from 'zod';
import { DomainError, refusal } from '../runtime/errors';
import type { FoundingAgency, FoundingDocument } from './api';
import { directoryErrors as errors } from './errors';
import { exclusiveRole } from './roles';
import { assertCompetent, assertOwnMsp } from './rules';

type Founder = z.output<typeof FoundingAgency>;

/** @throws DIRECTORY_FOUNDING_DOCUMENT_INVALID with a JSON pointer into the document */
export function assertFoundingDocument(document: z.output<typeof FoundingDocument>): void {
    const { agencies } = document;
    agencies.forEach((agency, index) => {
        assertFounder(agency, `/agencies/${String(index)}`);
    });
    assertDistinct(
        agencies.map((agency) => agency.agencyId),
        '/agencies',
        'an agency id',
    );
    const officers = agencies.flatMap((agency) => agency.officers);
    assertDistinct(
        officers.map((officer) => officer.officerId),
        '/agencies',
        'an officer id',
    );
    assertDistinct(officers.map(principalText), '/agencies', 'a principal');
    if (!agencies.some((agency) => agency.founding)) {
        throw invalid('/agencies', 'no agency is a founding agency');
    }
}

/** One agency by itself: departments, officers and grants fit together. */
export function assertFounder(agency: Founder, path: string): void {
    const departments = agency.departments.map((department) => department.departmentId);
    assertDistinct(departments, `${path}/departments`, 'a department id');
    assertDistinct(
        agency.officers.map((officer) => officer.officerId),
        `${path}/officers`,
        'an officer id',
    );
    assertDistinct(agency.officers.map(principalText), `${path}/officers`, 'a principal');
    agency.officers.forEach((officer, index) => {
        const here = `${path}/officers/${String(index)}`;
        if (!departments.includes(officer.departmentId)) {
            throw invalid(`${here}/departmentId`, 'no department of the agency');
        }
        asProblem(`${here}/principal`, () => {
            assertOwnMsp(agency, officer.principal);
        });
        officer.grants.forEach((grant, position) => {
            const there = `${here}/grants/${String(position)}`;
            asProblem(there, () => {
                assertCompetent(agency, grant);
            });
            const others = officer.grants.slice(0, position).map((other) => other.role);
            if (exclusiveRole(grant.role, others) !== undefined) {
                throw invalid(there, 'roles that exclude one another');
            }
            if (grant.validTo <= grant.validFrom) {
                throw invalid(there, 'an empty period');
            }
        });
    });
}

function principalText({ principal }: Founder['officers'][number]): string {
    return `${principal.mspId}/${principal.subjectHash}`;
}

function assertDistinct(values: readonly string[], path: string, what: string): void {
    if (new Set(values).size !== values.length) {
        throw invalid(path, `${what} occurs twice`);
    }
}

function asProblem(path: string, assert: () => void): void {
    try {
        assert();
    } catch (error) {
        throw error instanceof DomainError ? invalid(path, error.code) : error;
    }
}

function invalid(path: string, problem: string): DomainError {
    return refusal(errors.FOUNDING_DOCUMENT_INVALID, { path, problem });
}
