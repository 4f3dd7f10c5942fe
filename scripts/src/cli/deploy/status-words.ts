import pc from 'picocolors';
import type { AgencyFolder } from '../../registers/agency-folder';
import type { Bilingual } from '../../text/language';
import { collectionWords } from '../collection-words';
import type { Say } from '../terminal';
import type { RegisterStatus, Todo } from './register-status';

const todoWords: Readonly<Record<Todo, Bilingual>> = {
    package: { en: 'make the package: deploy package', zh: '制作链码包：deploy package' },
    approve: { en: 'install and approve: deploy approve', zh: '安装并批准：deploy approve' },
    wait: { en: 'wait for the others’ approvals', zh: '等待其他组织批准' },
    commit: { en: 'commit, one agency for all: deploy commit', zh: '由任一机构提交：deploy commit' },
    found: {
        en: 'found the directory, one agency for all: deploy found --submit',
        zh: '由任一机构创建目录：deploy found --submit',
    },
    serve: { en: 'run the chaincode server: deploy serve', zh: '运行链码服务：deploy serve' },
};

export function tellStatus(say: Say, { own, channel }: AgencyFolder, registers: readonly RegisterStatus[]): void {
    const { mspId } = own.organization;
    say({
        en: pc.bold(`channel ${channel.channel}, seen from ${mspId}`),
        zh: pc.bold(`通道 ${channel.channel}，从 ${mspId} 所见`),
    });
    for (const status of registers) {
        tellRegister(say, status);
    }
    if (registers.every(({ todo }) => todo.length === 0)) {
        say({ en: `${pc.green('✓')} Nothing is left to do here.`, zh: `${pc.green('✓')} 本机构无待办事项。` });
    }
}

function tellRegister(say: Say, status: RegisterStatus): void {
    const { register, committed, outdated, todo } = status;
    const mark = todo.length === 0 ? pc.green('✓') : pc.yellow('•');
    const name = pc.bold(register);
    if (committed === undefined) {
        say({ en: `${mark} ${name}: not on the channel yet`, zh: `${mark} ${name}：通道上尚无` });
    } else {
        const { version, sequence, policy, collections } = committed;
        const at = String(sequence);
        say({
            en: `${mark} ${name}: sequence ${at}, version ${version}; writes need ${policy}`,
            zh: `${mark} ${name}：序号 ${at}，版本 ${version}；写入须满足 ${policy}`,
        });
        const boxes = collectionWords(collections);
        if (boxes !== undefined) {
            say({ en: `    ${boxes.en}`, zh: `    ${boxes.zh}` });
        }
    }
    if (committed === undefined || outdated.length > 0) {
        tellWanted(say, status);
    }
    tellApprovals(say, status);
    tellOwn(say, status);
    for (const each of todo) {
        const words = todoWords[each];
        say({ en: pc.yellow(`    → ${words.en}`), zh: pc.yellow(`    → ${words.zh}`) });
    }
}

function tellWanted(say: Say, { wanted, outdated }: RegisterStatus): void {
    const at = String(wanted.sequence);
    const parts = outdated.join(', ');
    say({
        en: `    this software makes sequence ${at}, version ${wanted.version}; writes need ${wanted.policy}${parts === '' ? '' : `; other: ${parts}`}`,
        zh: `    本软件将形成序号 ${at}，版本 ${wanted.version}；写入须满足 ${wanted.policy}${parts === '' ? '' : `；不同之处：${parts}`}`,
    });
}

function tellApprovals(say: Say, { approvals, needed }: RegisterStatus): void {
    const named = (approves: boolean): string =>
        Object.entries(approvals)
            .filter(([, value]) => value === approves)
            .map(([mspId]) => mspId)
            .join(', ');
    const [approved, missing] = [named(true), named(false)];
    say({
        en: `    approved by ${approved === '' ? 'nobody' : approved}${missing === '' ? '' : `; not by ${missing}`} (needed: ${needed})`,
        zh: `    已批准：${approved === '' ? '无' : approved}${missing === '' ? '' : `；未批准：${missing}`}（需要 ${needed}）`,
    });
}

function tellOwn(say: Say, { packageId, installed, served }: RegisterStatus): void {
    if (packageId === undefined) {
        return;
    }
    const [isInstalled, isServed] = [
        installed ? { en: 'installed', zh: '已安装' } : { en: 'not installed', zh: '未安装' },
        served === undefined
            ? { en: 'server not asked', zh: '未查询链码服务' }
            : served
              ? { en: 'served', zh: '链码服务正常' }
              : { en: 'not served', zh: '无链码服务' },
    ];
    say({
        en: `    ${packageId}: ${isInstalled.en}, ${isServed.en}`,
        zh: `    ${packageId}：${isInstalled.zh}，${isServed.zh}`,
    });
}
