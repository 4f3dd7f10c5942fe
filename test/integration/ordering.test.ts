/** What the order of transactions in a block decides, and that nothing is ordered on which endorsers differ. */
import type { ChildProcess } from 'node:child_process';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { landApi } from '../../chaincode/src/land/api';
import { contractClient } from '../../client/src/contract/contract-client';
import { ConflictError } from '../../client/src/errors/commit-error';
import type { Transport } from '../../client/src/transport/transport';
import { deployChaincode } from '../../network/src/deploy/deploy';
import type { Citizen } from '../../scripts/src/story/citizens';
import { onEveryBackend } from '../support/registers/backends';
import { startChaincode, stopChaincode } from '../support/registers/chaincode-server';
import { inOneBlock } from '../support/registers/one-block';
import { codeOf, Desk, mortgage, openOffice, sale, type TestOffice } from '../support/registers/office';
import { suiteChaincodeAddress } from '../support/registers/addresses';

const valid = 0;
const mvccReadConflict = 11;

onEveryBackend('ordering', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let people: Readonly<Record<'li' | 'zhao' | 'qian', Citizen>>;

    beforeAll(async () => {
        test_ = await openOffice(entry, { batchTimeoutMs: 1_000 });
        desk = new Desk(test_);
        people = await desk.citizens('li', 'zhao', 'qian');
    }, 240_000);

    afterAll(() => test_.close());

    async function decide(kind: 'moveSuspension' | 'moveReinstatement'): Promise<string> {
        const { result } = await desk.as('guo').directory[kind]({ agencyId: 'bank-a', reason: 'licence withdrawn' });
        return result.motionId;
    }

    async function reinstate(): Promise<void> {
        await desk.as('han').directory.secondMotion({ motionId: await decide('moveReinstatement') });
    }

    test("a suspension ordered first invalidates the agency's transaction in the same block", async () => {
        const unitCode = await desk.title(people.li);
        let opened = await desk.open(unitCode, mortgage(1));
        const codes = await inOneBlock(
            test_.opened.control,
            async () => {
                const motionId = await decide('moveSuspension');
                const { caseId, caseDigest } = opened;
                return [
                    await desk.endorsed('han', 'directory', 'secondMotion', { motionId }),
                    await desk.endorsed('ma', 'land', 'consentToCase', { caseId, caseDigest }),
                ];
            },
            async () => {
                await reinstate();
                opened = await desk.open(await desk.title(people.li), mortgage(1));
            },
        );
        expect(codes).toEqual([valid, mvccReadConflict]);
        const { caseId, caseDigest } = opened;
        const landCase = await desk.as('chen').land.caseById({ caseId });
        expect(landCase.consents).toEqual([]);
        expect(await codeOf(desk.as('ma').land.consentToCase({ caseId, caseDigest }))).toBe('RUNTIME_AGENCY_SUSPENDED');
        await reinstate();
        const { result } = await desk.as('ma').land.consentToCase({ caseId, caseDigest });
        expect(result.consentsMissing).toBe(1);
    }, 120_000);

    test('of two transfers of one title in one block the first wins', async () => {
        let unitCode = await desk.title(people.li);
        const codes = await inOneBlock(
            test_.opened.control,
            async () => [
                await desk.endorsed('chen', 'land', 'openCase', desk.opening(unitCode, sale(people.zhao))),
                await desk.endorsed('deng', 'land', 'openCase', desk.opening(unitCode, sale(people.qian))),
            ],
            async () => {
                unitCode = await desk.title(people.li);
            },
        );
        expect(codes).toEqual([valid, mvccReadConflict]);
        const { items } = await desk.as('chen').land.casesByUnit({ unitCode });
        expect(items.filter(({ type }) => type === 'TRANSFER')).toMatchObject([
            { status: 'LODGED', openedBy: { officerId: 'chen' } },
        ]);
    }, 120_000);

    test('a command that loses every time ends as a conflict that may be sent again', async () => {
        const unitCode = await desk.title(people.li);
        const rival = async (): Promise<void> => {
            const { caseId } = await desk.open(unitCode, sale(people.qian), 'deng');
            await desk.as('deng').land.withdrawCase({ caseId, reason: 'the buyer has left' });
        };
        const land = contractClient(landApi, alwaysSecond(desk.as('chen').transport, rival));
        const opening = desk.opening(unitCode, sale(people.zhao));
        const error: unknown = await land.openCase(opening, { commandId: 'slow' }).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(ConflictError);
        expect(error).toMatchObject({
            step: 'commit',
            validationCode: mvccReadConflict,
            validationCodeName: 'MVCC_READ_CONFLICT',
            retryable: true,
            attempts: 5,
            commandId: 'slow',
        });
        // And so it is: with the same command id, and nobody in the way.
        const { result, attempts } = await desk.as('chen').land.openCase(opening, { commandId: 'slow' });
        expect(attempts).toBe(1);
        expect(result.status).toBe('LODGED');
    }, 120_000);

    describe('a chaincode whose results differ', () => {
        const servers: ChildProcess[] = [];
        let mspIds: readonly string[];

        beforeAll(async () => {
            const { backend } = test_.opened;
            mspIds = backend.organizations.slice(0, 2).map(({ mspId }) => mspId);
            const { packageIds } = await deployChaincode({
                backend,
                name: 'lottery',
                version: '1.0',
                policy: `AND(${mspIds.map((mspId) => `'${mspId}.peer'`).join(', ')})`,
                addressFor: (organization) => suiteChaincodeAddress(organization, 0),
            });
            for (const organization of backend.organizations.slice(0, 2)) {
                const packageId = packageIds[organization.mspId] ?? '';
                const address = suiteChaincodeAddress(organization, 0);
                servers.push(await startChaincode('lottery-chaincode', address, packageId));
            }
        }, 120_000);

        afterAll(() => Promise.all(servers.map(stopChaincode)));

        test('is told apart by the gateway, and nothing is ordered', async () => {
            const before = await desk.height();
            const contract = desk.as('chen').gateway.contract('lottery');
            const error: unknown = await contract
                .submit('draw', { endorsingOrganizations: [...mspIds] })
                .catch((reason: unknown) => reason);
            expect(error).toBeInstanceOf(EndorseError);
            const { message, details } = error as EndorseError;
            const text = [message, ...details.map((detail) => detail.message)].join('; ');
            expect(text).toContain('ProposalResponsePayloads do not match');
            expect(await desk.height()).toBe(before);
        });
    });
});

/** Somebody else is always faster: between endorsement and order. */
function alwaysSecond(transport: Transport, rival: () => Promise<void>): Transport {
    return {
        mspId: transport.mspId,
        channelName: transport.channelName,
        evaluate: (call, callLimits) => transport.evaluate(call, callLimits),
        blocks: (start) => transport.blocks(start),
        outcomes: (start) => transport.outcomes(start),
        endorse: async (call, organizations, callLimits) => {
            const endorsed = await transport.endorse(call, organizations, callLimits);
            return {
                transactionId: endorsed.transactionId,
                result: endorsed.result,
                writes: () => endorsed.writes(),
                status: (statusLimits) => endorsed.status(statusLimits),
                envelope: () => endorsed.envelope(),
                submit: async (submitLimits) => {
                    await rival();
                    await endorsed.submit(submitLimits);
                },
            };
        },
    };
}
