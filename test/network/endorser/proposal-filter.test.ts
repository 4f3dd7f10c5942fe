import { mspConfig } from '../../../network/src/ca/material';
import { filterProblem } from '../../../network/src/endorser/proposal-checks';
import { createMsps } from '../../../network/src/msp/create-msps';
import { createSignedProposal, unpackProposal, type UnpackedProposal } from '../../../network/src/proto/proposal';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { peerOrganization, signer } from '../ca/organizations';

const organization = peerOrganization(1);
const msps = createMsps([mspConfig(organization)], nodeCrypto);

function proposedAt(time: string): UnpackedProposal {
    const { signedProposal } = createSignedProposal({
        channelId: 'mychannel',
        chaincodeName: 'cc',
        args: ['f'],
        signer: signer(organization, 'User1'),
        random: systemRandom,
        clock: new ManualClock(new Date(time)),
    });
    return unpackProposal(signedProposal);
}

const at = (time: string, fabric: '2.5' | '3.1'): Parameters<typeof filterProblem>[2] => ({
    clock: new ManualClock(new Date(time)),
    fabric,
});

test('the time window of Fabric 3.1 is a quarter of an hour either way, told in whole seconds', () => {
    const proposal = proposedAt('2026-01-02T10:00:00.000Z');
    expect(filterProblem(proposal, msps, at('2026-01-02T10:15:00.000Z', '3.1'))).toBeUndefined();
    expect(filterProblem(proposal, msps, at('2026-01-02T09:45:00.000Z', '3.1'))).toBeUndefined();
    expect(filterProblem(proposal, msps, at('2026-01-02T10:15:00.001Z', '3.1'))).toBe(
        'request unauthorized due to incorrect timestamp 2026-01-02T10:00:00Z, peer time 2026-01-02T10:15:00Z, peer.authentication.timewindow 15m0s',
    );
    expect(filterProblem(proposal, msps, at('2026-01-02T09:44:59.999Z', '3.1'))).toBe(
        'request unauthorized due to incorrect timestamp 2026-01-02T10:00:00Z, peer time 2026-01-02T09:44:59Z, peer.authentication.timewindow 15m0s',
    );
});

test('Fabric 2.5 has no time window', () => {
    expect(filterProblem(proposedAt('2026-01-02T10:00:00Z'), msps, at('2026-01-03T10:00:00Z', '2.5'))).toBeUndefined();
});

test('an expired certificate is refused by both', () => {
    for (const fabric of ['2.5', '3.1'] as const) {
        expect(filterProblem(proposedAt('2026-01-02T10:00:00Z'), msps, at('2126-01-02T10:00:00Z', fabric))).toBe(
            'proposal client identity expired',
        );
    }
});
