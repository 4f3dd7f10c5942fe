'use strict';

// The one door from package.json's scripts: checks Node, installs and builds what is missing, then runs the task.
// Plain JavaScript without dependencies, because on a fresh clone nothing else is there yet.

const { spawnSync, spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const workspaces = ['chaincode', 'client', 'network', 'scripts', 'test'];
const tasks = {
    start: { script: 'scripts/dist/start.js' },
    tabularium: { script: 'scripts/dist/cli/main.js' },
    bench: { script: 'scripts/dist/bench/main.js' },
    docs: { script: 'scripts/dist/docs/main.js' },
    test: { jest: ['--testPathIgnorePatterns', '/full/'] },
    'test:full': { jest: [] },
    'test:fabric': { script: 'scripts/dist/test-fabric.js' },
    build: {},
};

function main() {
    requireNode(20, 19);
    const [name, ...args] = process.argv.slice(2);
    const task = tasks[name];
    if (task === undefined) {
        fail(`Unknown task ${String(name)}. Tasks: ${Object.keys(tasks).join(', ')}.`);
    }
    install();
    build();
    if (task.script !== undefined) {
        // From Node 22.1 on, what was compiled is kept for the next start; older versions do not look.
        const env = { NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.compile-cache'), ...process.env };
        // Replaces this process as far as Node can: same terminal, same signals, same exit code.
        const child = spawn(process.execPath, [path.join(root, task.script), ...args], { stdio: 'inherit', env });
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
            process.on(signal, () => child.kill(signal));
        }
        child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
    } else if (task.jest !== undefined) {
        const jest = path.join(root, 'node_modules/jest/bin/jest.js');
        process.exit(run(process.execPath, [jest, '-c', 'test/jest.config.js', ...task.jest, ...args]));
    }
}

function requireNode(major, minor) {
    const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
    if (haveMajor < major || (haveMajor === major && haveMinor < minor)) {
        fail(`Node ${major}.${minor} or newer is needed; this is ${process.version}. See nodejs.org.`);
    }
}

function install() {
    const stamp = path.join(root, 'node_modules', '.installed-lockfile');
    const lock = createHash('sha256')
        .update(fs.readFileSync(path.join(root, 'package-lock.json')))
        .digest('hex');
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) {
        return;
    }
    step('Installing packages (once, about half a minute)', () => npm(['ci', '--loglevel=error']));
    fs.writeFileSync(stamp, lock);
}

function build() {
    const stamp = path.join(root, 'node_modules', '.built-sources');
    const sources = fingerprint();
    const built = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === sources;
    if (built && fs.existsSync(path.join(root, 'scripts/dist/start.js'))) {
        return;
    }
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const commands = [
        [tsc, '-b', 'chaincode', 'client'],
        // Before anything is compiled against the client: its types point to the definitions that are put inside it.
        [path.join(root, 'scripts/inline-api.js')],
        [tsc, '-b', 'network', 'scripts'],
    ];
    step('Building', () => commands.reduce((code, command) => code || run(process.execPath, command), 0));
    fs.writeFileSync(stamp, sources);
}

/** Names, sizes and times of all sources: cheap to read, changes with every edit, checkout and branch. */
function fingerprint() {
    const hash = createHash('sha256');
    const visit = (folder) => {
        for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
            const file = path.join(folder, entry.name);
            if (entry.isDirectory() && entry.name !== 'dist' && entry.name !== 'node_modules') {
                visit(file);
            } else if (entry.isFile() && /\.(ts|json|js)$/.test(entry.name)) {
                const { size, mtimeMs } = fs.statSync(file);
                hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
            }
        }
    };
    workspaces.filter((name) => name !== 'test').forEach((name) => visit(path.join(root, name)));
    return hash.digest('hex');
}

function step(title, action) {
    const begun = Date.now();
    process.stderr.write(`${title} …\n`);
    const code = action();
    if (code !== 0) {
        fail(`${title} failed (exit code ${code}); the lines above say why.`);
    }
    process.stderr.write(`${title}: done in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
}

function npm(args) {
    // npm sets npm_execpath for its scripts; without it (plain `node scripts/run.js`) the PATH decides.
    const script = process.env.npm_execpath;
    return script !== undefined && /\.c?js$/.test(script)
        ? run(process.execPath, [script, ...args])
        : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

function run(command, args) {
    const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
    return result.status ?? 1;
}

function fail(message) {
    process.stderr.write(`${message}\n`);
    process.exit(1);
}

main();
