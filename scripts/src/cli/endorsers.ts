import { builtIns } from '@tabularium/chaincode/api';
import { DomainRefusal, type EvaluateOptions, type Tabularium } from '@tabularium/client';
import { common } from '@hyperledger/fabric-protos';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Bilingual, Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { tellRefusal } from './call';
import { committedDefinition } from './committed';
import { policyText, type PolicyText, smallestSets } from './policy-text';
import { type PrivateInputOptions, privateInputOptions, readPrivateInput } from './private-input';
import { registerCall, type RegisterCall, registerNames } from './register-call';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { printJson, run, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice, PrivateInputOptions {
    readonly as: string;
    readonly json?: boolean;
}

export function endorsersCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('endorsers', language, {
        en: 'Tells who would have to endorse a transaction. Runs it at one peer and writes nothing.',
        zh: '显示某交易需要哪些机构背书。仅在一个节点上模拟，不写入。',
    })
        .argument('<register>', registerNames)
        .argument('<transaction>', t('one that writes, e.g. openCase', '写入类交易，如 openCase'))
        .argument('[json]', t('its input', '输入'), '{}')
        .requiredOption('--as <officer>', t('who would sign, e.g. chen', '签名者，如 chen'));
    return privateInputOptions(networkOptions(command, language), language)
        .option('--json', t('print JSON', '输出 JSON'))
        .action((register: string, transaction: string, json: string, options: Options) => {
            run(language, () => endorsers(registerCall(register, transaction, json), options, language));
        });
}

/** Where a policy comes from, beside its text. */
interface FoundPolicy extends PolicyText {
    readonly chaincode?: string;
    readonly collection?: string;
}

async function endorsers(wanted: RegisterCall, options: Options, language: Language): Promise<number> {
    const { transaction, kind } = wanted;
    if (kind === 'evaluate') {
        throw new UsageError(
            { en: `${transaction} is a question: nobody endorses it.`, zh: `${transaction} 是查询，无需背书。` },
            { en: 'Name a transaction that writes.', zh: '请指定写入类交易。' },
        );
    }
    const secret = await readPrivateInput(options, wanted);
    const client = await connectAs(await findNetwork(options), options.as);
    try {
        const { policies, admitted } = await ask(client, wanted, secret);
        const sets = smallestSets(policies, admitted);
        if (options.json === true) {
            const shown = policies.map(({ chaincode, collection, text }) => ({ chaincode, collection, policy: text }));
            printJson({ policies: shown, sees: admitted, sets });
            return 0;
        }
        const say = sayIn(language);
        for (const policy of policies) {
            say(policyWords(policy));
        }
        if (admitted !== undefined) {
            const names = admitted.join(', ');
            say({ en: `  may see the private input: ${names}`, zh: `  可见私有输入的机构：${names}` });
        }
        say({
            en: `${pc.green('✓')} smallest sets of organisations whose peers would do:`,
            zh: `${pc.green('✓')} 满足要求的最小机构组合：`,
        });
        for (const set of sets) {
            say(`    ${set.join(' + ')}`);
        }
        return 0;
    } catch (error) {
        if (!(error instanceof DomainRefusal)) {
            throw error;
        }
        tellRefusal(error, options.json === true, language);
        return 1;
    } finally {
        client.close();
    }
}

interface Asked {
    readonly policies: readonly FoundPolicy[];
    /** MSP ids of those who may see the private input; undefined where everybody may be asked. */
    readonly admitted: readonly string[] | undefined;
}

/** As the client plans the transaction itself. */
async function ask(client: Tabularium, wanted: RegisterCall, secret: object | undefined): Promise<Asked> {
    const { definition, transaction, input } = wanted;
    const register = client.register({ ...definition, transactions: builtIns });
    // A command id must be there; nothing is written under it.
    const question = { transaction, argument: { commandId: 'endorsers', input } };
    const options: EvaluateOptions & { readonly private?: object } = secret === undefined ? {} : { private: secret };
    const answer = await register.endorsers(question, options);
    const own = await committedDefinition(client, definition.name);
    const collections = own.collections.filter(({ name }) => answer.collections.includes(name));
    const ofCollections = collections.flatMap(({ name, policy }) =>
        policy === undefined ? [] : [{ ...policy, collection: name }],
    );
    const isOwnOnly = answer.namespaces.length === 0 && ofCollections.length === 0;
    const spaces = isOwnOnly ? [definition.name] : answer.plainKeys ? answer.namespaces : [];
    const ofSpaces = spaces.map(async (chaincode) => ({
        chaincode,
        ...(await committedDefinition(client, chaincode)).policy,
    }));
    const ofKeys = answer.keyPolicies.map((base64) =>
        policyText(common.SignaturePolicyEnvelope.deserializeBinary(Buffer.from(base64, 'base64'))),
    );
    const [first, ...others] = collections;
    return {
        policies: [...(await Promise.all(ofSpaces)), ...ofCollections, ...ofKeys],
        admitted:
            secret === undefined
                ? undefined
                : first?.members.filter((mspId) => others.every(({ members }) => members.includes(mspId))),
    };
}

function policyWords({ chaincode, collection, text }: FoundPolicy): Bilingual {
    if (chaincode !== undefined) {
        return { en: `  register ${chaincode}: ${text}`, zh: `  登记簿 ${chaincode}：${text}` };
    }
    return collection === undefined
        ? { en: `  a record it writes: ${text}`, zh: `  所写记录：${text}` }
        : { en: `  collection ${collection}: ${text}`, zh: `  私有数据集合 ${collection}：${text}` };
}
