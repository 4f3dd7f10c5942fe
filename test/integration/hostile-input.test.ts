/** Input that no client of ours would send: every answer is a catalogued refusal, and the ledger stays as it is. */
import { EndorseError, GatewayError } from '@hyperledger/fabric-gateway';
import { wireErrorIn } from '../../client/src/errors/wire-error';
import { onEveryBackend } from '../support/registers/backends';
import { Desk, documentHash, openOffice, type TestOffice } from '../support/registers/office';

interface Hostile {
    readonly name: string;
    readonly transaction?: string;
    readonly argument: string;
    readonly path: string;
}

const unitCode = '110105001001GB00001F00010001';
const hash = documentHash('a party');

/** An otherwise good command with other JSON text in the place of its input. */
function command(input: string): string {
    return `{"commandId":"hostile","input":${input}}`;
}

function opening(terms: string, more = ''): string {
    return command(`{"unitCode":"${unitCode}","terms":${terms},"sources":[]${more}}`);
}

const mortgage = (rank: string, amount = '"100"'): string =>
    `{"type":"MORTGAGE","mortgagee":"bank-a","amount":{"amountMinor":${amount},"currency":"CNY"},"rank":${rank}}`;

const cases: readonly Hostile[] = [
    { name: 'no JSON at all', argument: 'DROP TABLE titles', path: '' },
    { name: 'an empty argument', argument: '', path: '' },
    { name: 'JSON that is cut short', argument: '{"commandId":"hostile","input":{"unitCode"', path: '/input/unitCode' },
    { name: 'text after the end', argument: `${opening(mortgage('1'))} true`, path: '' },
    { name: 'an array in the place of the command', argument: '[]', path: '' },
    { name: 'null', argument: 'null', path: '' },
    { name: 'a command without id', argument: '{"input":{}}', path: '/commandId' },
    { name: 'a command id with a slash', argument: '{"commandId":"../x","input":{}}', path: '/commandId' },
    { name: 'an unknown field beside the command', argument: '{"commandId":"a","input":{},"admin":true}', path: '' },
    { name: 'an unknown field in the input', argument: opening(mortgage('1'), ',"approved":true'), path: '/input' },
    {
        name: 'an unknown field deep inside',
        argument: opening(`{"type":"DISCHARGE","mortgageId":"${'0'.repeat(32)}","force":1}`),
        path: '/input/terms',
    },
    { name: 'a number as a string', argument: opening(mortgage('"1"')), path: '/input/terms/rank' },
    { name: 'a string as a number', argument: opening(mortgage('1', '100')), path: '/input/terms/amount/amountMinor' },
    { name: 'a fraction of a rank', argument: opening(mortgage('1.5')), path: '/input/terms/rank' },
    {
        name: 'an integer that no double holds',
        argument: opening(mortgage('9007199254740993')),
        path: '/input/terms/rank',
    },
    { name: 'a string of one megabyte', argument: command(`"${'x'.repeat(1_048_576)}"`), path: '' },
    {
        name: 'a name that reaches the prototype',
        argument: command('{"__proto__":{"isAdmin":true}}'),
        path: '/input',
    },
    {
        name: 'a constructor as a name',
        argument: command('{"constructor":{"prototype":{"isAdmin":true}}}'),
        path: '/input',
    },
    {
        name: 'a name given twice',
        argument: command(`{"unitCode":"${unitCode}","unitCode":"${unitCode}"}`),
        path: '/input/unitCode',
    },
    {
        name: 'a name given twice at the top',
        argument: '{"commandId":"a","commandId":"b","input":{}}',
        path: '/commandId',
    },
    {
        name: 'a unit code in lower case',
        argument: command(`{"unitCode":"${unitCode.toLowerCase()}"}`),
        path: '/input/unitCode',
    },
    {
        name: 'a unit code with a null character',
        argument: command('{"unitCode":"110105\\u0000","terms":{}}'),
        path: '/input/unitCode',
    },
    { name: 'a type of case that does not exist', argument: opening('{"type":"GIFT"}'), path: '/input/terms/type' },
    {
        name: 'a party that is no commitment',
        argument: opening(
            '{"type":"TRANSFER","transferees":[{"party":{"kind":"person","ref":"Zhao"},"share":{"numerator":1,"denominator":1}}]}',
        ),
        path: '/input/terms/transferees/0/party/ref',
    },
    {
        name: 'a share of zero',
        argument: opening(
            `{"type":"TRANSFER","transferees":[{"party":{"kind":"person","ref":"${hash}"},"share":{"numerator":0,"denominator":1}}]}`,
        ),
        path: '/input/terms/transferees/0/share/numerator',
    },
    {
        name: 'a case id that is none',
        transaction: 'approveCase',
        argument: command('{"caseId":"1"}'),
        path: '/input/caseId',
    },
];

onEveryBackend('hostile input', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let height = 0;

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        height = await desk.height();
    }, 180_000);

    afterAll(() => test_.close());

    afterEach(async () => {
        expect(await desk.height()).toBe(height);
    });

    async function answers(transaction: string, parameters: readonly string[]): Promise<readonly string[]> {
        const contract = desk.as('chen').gateway.contract('land');
        const endorsingOrganizations = [...desk.endorsers('land')];
        const error: unknown = await contract
            .submit(transaction, { arguments: [...parameters], endorsingOrganizations })
            .catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(EndorseError);
        const texts = (error as GatewayError).details.map(({ message }) => message);
        expect(texts.length).toBeGreaterThan(0);
        for (const text of texts) {
            expect(text).not.toMatch(/\n\s*at |\.[jt]s:\d+|node_modules|ZodError|SyntaxError/);
        }
        return texts;
    }

    test.each(cases)('$name is refused at its place', async ({ transaction = 'openCase', argument, path }) => {
        for (const text of await answers(transaction, [argument])) {
            expect(wireErrorIn(text)).toMatchObject({
                code: 'RUNTIME_INPUT_INVALID',
                kind: 'INVALID_ARGUMENT',
                details: { path },
            });
        }
        expect(({} as Readonly<Record<string, unknown>>)['isAdmin']).toBeUndefined();
    });

    test('an evaluate is read as strictly as a submit', async () => {
        const contract = desk.as('chen').gateway.contract('land');
        const error: unknown = await contract
            .evaluate('publicExtract', { arguments: [`{"input":{"unitCode":"${unitCode}","secret":true}}`] })
            .catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(GatewayError);
        const texts = [(error as GatewayError).message, ...(error as GatewayError).details.map((each) => each.message)];
        const refusal = texts.map(wireErrorIn).find((found) => found !== undefined);
        expect(refusal).toMatchObject({ code: 'RUNTIME_INPUT_INVALID', details: { path: '/input' } });
    });

    test('two arguments are refused', async () => {
        for (const text of await answers('openCase', ['{}', '{}'])) {
            expect(wireErrorIn(text)).toMatchObject({ code: 'RUNTIME_INPUT_INVALID', details: { path: '' } });
        }
    });

    test('no argument is refused', async () => {
        for (const text of await answers('openCase', [])) {
            expect(wireErrorIn(text)).toMatchObject({ code: 'RUNTIME_INPUT_INVALID', details: { path: '' } });
        }
    });

    test.each([
        ['an unknown name', 'dropTitles'],
        ['a name of every object', 'constructor'],
        ['the name of the prototype', '__proto__'],
        ["a method of the contract's base class", 'aroundTransaction'],
        ['a contract without transaction', 'land:'],
        ['another contract', 'directory:attestKey'],
        ['the contract that every object has', 'toString:openCase'],
        ['five hundred letters', 'x'.repeat(500)],
    ])('a transaction that the register does not have is refused: %s', async (_, transaction) => {
        for (const text of await answers(transaction, ['{}'])) {
            expect(wireErrorIn(text)).toMatchObject({
                code: 'RUNTIME_TRANSACTION_UNKNOWN',
                kind: 'UNIMPLEMENTED',
                details: { register: 'land' },
            });
        }
    });
});
