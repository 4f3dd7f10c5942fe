import { builtIns } from '@tabularium/chaincode/api';
import { DomainRefusal, type Tabularium } from '@tabularium/client';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { tellRefusal } from './call';
import { policyText, type PolicyText, smallestSets } from './policy-text';
import { registerCall, type RegisterCall } from './register-call';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { printJson, run, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice {
    readonly as: string;
    readonly json?: boolean;
}

export function endorsersCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('endorsers', language, {
        en: 'Tells who would have to endorse a transaction. Runs it at one peer and writes nothing.',
        zh: '显示某交易需要哪些机构背书。仅在一个节点上模拟，不写入。',
    })
        .argument('<register>', t('directory, land or licence', 'directory、land 或 licence'))
        .argument('<transaction>', t('one that writes, e.g. openCase', '写入类交易，如 openCase'))
        .argument('[json]', t('its input', '输入'), '{}')
        .requiredOption('--as <officer>', t('who would sign, e.g. chen', '签名者，如 chen'));
    return networkOptions(command, language)
        .option('--json', t('print JSON', '输出 JSON'))
        .action((register: string, transaction: string, json: string, options: Options) => {
            run(language, () => endorsers(registerCall(register, transaction, json), options, language));
        });
}

/** Where a policy comes from, beside its text. */
interface FoundPolicy extends PolicyText {
    readonly chaincode?: string;
}

async function endorsers(wanted: RegisterCall, options: Options, language: Language): Promise<number> {
    const { transaction, kind } = wanted;
    if (kind === 'evaluate') {
        throw new UsageError(
            { en: `${transaction} is a question: nobody endorses it.`, zh: `${transaction} 是查询，无需背书。` },
            { en: 'Name a transaction that writes.', zh: '请指定写入类交易。' },
        );
    }
    const client = await connectAs(await findNetwork(options), options.as);
    try {
        const policies = await policiesOf(client, wanted);
        const sets = smallestSets(policies);
        if (options.json === true) {
            printJson({ policies: policies.map(({ chaincode, text }) => ({ chaincode, policy: text })), sets });
            return 0;
        }
        const say = sayIn(language);
        for (const { chaincode, text } of policies) {
            say(
                chaincode === undefined
                    ? { en: `  a record it writes: ${text}`, zh: `  所写记录：${text}` }
                    : { en: `  register ${chaincode}: ${text}`, zh: `  登记簿 ${chaincode}：${text}` },
            );
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

async function policiesOf(
    client: Tabularium,
    { definition, transaction, input }: RegisterCall,
): Promise<FoundPolicy[]> {
    const { name } = definition;
    const { endorsers: ask } = client.register({ ...definition, transactions: builtIns });
    // A command id must be there; nothing is written under it.
    const answer = await ask({ transaction, argument: { commandId: 'endorsers', input } });
    const spaces = answer.namespaces.length === 0 ? [name] : answer.plainKeys ? answer.namespaces : [];
    const ofSpaces = spaces.map(async (chaincode) => ({ chaincode, ...(await committedPolicy(client, chaincode)) }));
    const ofKeys = answer.keyPolicies.map((base64) =>
        policyText(common.SignaturePolicyEnvelope.deserializeBinary(Buffer.from(base64, 'base64'))),
    );
    return [...(await Promise.all(ofSpaces)), ...ofKeys];
}

async function committedPolicy(client: Tabularium, chaincode: string): Promise<PolicyText> {
    const question = new peer.lifecycle.QueryChaincodeDefinitionArgs();
    question.setName(chaincode);
    const answer = await client.transport.evaluate(
        { chaincode: '_lifecycle', transaction: 'QueryChaincodeDefinition', argument: question.serializeBinary() },
        { timeoutMs: 10_000 },
    );
    const committed = peer.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(answer);
    const policy = peer.ApplicationPolicy.deserializeBinary(committed.getValidationParameter_asU8());
    return policyText(policy.getSignaturePolicy() ?? new common.SignaturePolicyEnvelope());
}
