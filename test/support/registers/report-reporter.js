'use strict';

// A reporter for Jest: with REPORT_DIR set, one file per backend that says what ran against which Fabric and which
// commit. Used as `--reporters=default --reporters=<rootDir>/test/support/registers/report-reporter.js`.
const { execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');
const suiteName = /^(?<suite>.+) on (?<backend>embedded|native|attached)(?: \((?<reason>skipped: .+)\))?$/;

class ReportReporter {
    onRunComplete(_, { testResults }) {
        const folder = process.env.REPORT_DIR;
        if (folder === undefined || folder === '') {
            return;
        }
        mkdirSync(folder, { recursive: true });
        for (const [backend, suites] of byBackend(testResults)) {
            const report = {
                backend,
                fabric: fabricVersion(backend),
                node: process.version,
                commit: commit(),
                at: new Date().toISOString(),
                ...totals(Object.values(suites)),
                suites,
            };
            const file = path.join(folder, `${backend}-${report.fabric}.json`);
            writeFileSync(file, `${JSON.stringify(report, undefined, 4)}\n`);
        }
    }
}

/** Backend → suite → counts. Suites that are skipped as a whole are of no interest: nothing was tried. */
function byBackend(testResults) {
    const backends = new Map();
    for (const { ancestorTitles, title, status } of testResults.flatMap((file) => file.testResults)) {
        const found = suiteName.exec(ancestorTitles[0] ?? '')?.groups;
        if (found === undefined || found.reason !== undefined) {
            continue;
        }
        const suites = backends.get(found.backend) ?? {};
        const suite = (suites[found.suite] ??= { passed: 0, failed: 0, skipped: 0, failures: [] });
        if (status === 'passed') {
            suite.passed += 1;
        } else if (status === 'failed') {
            suite.failed += 1;
            suite.failures.push(title);
        } else {
            suite.skipped += 1;
        }
        backends.set(found.backend, suites);
    }
    // With `-t` the other backends' tests count as skipped.
    return [...backends].filter(([, suites]) =>
        Object.values(suites).some(({ passed, failed }) => passed + failed > 0),
    );
}

function totals(suites) {
    const sum = (name) => suites.reduce((total, suite) => total + suite[name], 0);
    return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function fabricVersion(backend) {
    if (backend === 'embedded') {
        return '2.5';
    }
    const program = path.join(process.env.FABRIC_BIN ?? '', 'peer');
    const printed = backend === 'native' ? run(program, ['version']) : '';
    return /Version:\s*v?(\S+)/.exec(printed)?.[1] ?? 'unknown';
}

function commit() {
    const changed = run('git', ['status', '--porcelain', '--untracked-files=no']) !== '';
    return `${run('git', ['rev-parse', 'HEAD']).trim()}${changed ? ' with changes' : ''}`;
}

function run(program, args) {
    try {
        return execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
        return '';
    }
}

module.exports = ReportReporter;
