import type { ChaincodeDefinition, StoredDefinition } from './definition';
import { DeployError } from './deploy-error';
import { type Weakening, weakenings } from './weakening';

/** A definition that protects less than the one it would replace. */
export class WeakerError extends DeployError {
    readonly weakenings: readonly Weakening[];

    constructor(name: string, found: readonly Weakening[]) {
        super(
            'POLICY_WEAKER',
            `${name} would protect less than what is committed: ${found.map(weakeningText).join('; ')}`,
            'Check the agencies in agencies.json and channel.json; if all agencies want this, use --allow-weaker.',
        );
        this.weakenings = found;
    }
}

/** @throws WeakerError */
export function assertNotWeaker(committed: StoredDefinition, next: ChaincodeDefinition): void {
    const found = weakenings(committed, next);
    if (found.length > 0) {
        throw new WeakerError(next.name, found);
    }
}

function weakeningText(weakening: Weakening): string {
    const where = weakening.collection === undefined ? '' : `collection ${weakening.collection}: `;
    switch (weakening.kind) {
        case 'endorsement': {
            const names = weakening.suffices.map(({ mspId, role }) => `${mspId}.${role}`).join(' and ');
            return `${where}${names === '' ? 'nobody' : names} would suffice to endorse, which is not enough today`;
        }
        case 'members':
            return `${where}${weakening.mspIds.join(', ')} would receive its values`;
        case 'memberOnlyRead':
            return `${where}clients of organisations that are not members could read`;
        case 'memberOnlyWrite':
            return `${where}clients of organisations that are not members could write`;
        case 'incomparable':
            return `${where}the policies cannot be compared`;
    }
}
