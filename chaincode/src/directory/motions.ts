/** How the committee decides: a governor moves, a governor of another founding agency carries. Pure. */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import { directoryErrors as errors } from './errors';
import type { AgencyRecord, MotionRecord } from './records';
import { agencyAfter } from './rules';
import { motionStates, stateAfter } from './states';

/** How long a motion waits for its second. */
export const MOTION_PERIOD_MS = 30 * 24 * 60 * 60 * 1000;

type Mover = Pick<Caller, 'agencyId' | 'officerId'>;

/** Votes belong to founding agencies, and nobody votes on itself. */
export function assertVote(voter: AgencyRecord, concernedAgencyId: string): void {
    const { agencyId } = voter;
    if (!voter.founding) {
        throw refusal(errors.NOT_FOUNDING, { agencyId });
    }
    if (agencyId === concernedAgencyId) {
        throw refusal(errors.MOTION_OWN_AGENCY, { agencyId });
    }
}

export function moved(
    subject: Pick<MotionRecord, 'kind' | 'agencyId' | 'reason'> & Partial<Pick<MotionRecord, 'admits'>>,
    motionId: string,
    mover: Mover,
    now: string,
): MotionRecord {
    const expiresAt = new Date(Date.parse(now) + MOTION_PERIOD_MS).toISOString();
    const { agencyId, officerId } = mover;
    return { ...subject, motionId, status: 'MOVED', movedBy: { agencyId, officerId }, expiresAt };
}

export function carried(motion: MotionRecord, seconder: Mover, now: string): MotionRecord {
    const { motionId, movedBy, expiresAt } = motion;
    const status = motionAfter(motion, 'second');
    const { agencyId, officerId } = seconder;
    if (agencyId === movedBy.agencyId) {
        throw refusal(errors.MOTION_SAME_AGENCY, { agencyId });
    }
    if (expiresAt <= now) {
        throw refusal(errors.MOTION_EXPIRED, { motionId, expiresAt });
    }
    return { ...motion, status, secondedBy: { agencyId, officerId } };
}

export function withdrawn(motion: MotionRecord, caller: Mover): MotionRecord {
    const status = motionAfter(motion, 'withdraw');
    if (caller.agencyId !== motion.movedBy.agencyId) {
        throw refusal(errors.MOTION_SAME_AGENCY, { agencyId: motion.movedBy.agencyId });
    }
    return { ...motion, status };
}

/** What a carried suspension or reinstatement makes of the agency. */
export function decided(agency: AgencyRecord, kind: 'SUSPENSION' | 'REINSTATEMENT'): AgencyRecord {
    return agencyAfter(agency, kind === 'SUSPENSION' ? 'suspend' : 'reinstate');
}

function motionAfter(motion: MotionRecord, operation: 'second' | 'withdraw'): MotionRecord['status'] {
    const { motionId, status } = motion;
    const next = stateAfter(motionStates, status, operation);
    if (next === undefined) {
        throw refusal(errors.MOTION_STATE, { motionId, status, operation });
    }
    return next;
}
