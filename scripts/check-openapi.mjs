// Runs the tests that hold our requests and the fake servers' answers against official OpenAPI files, by a third party's
// proxy. It is installed in a folder of its own, outside the project: 74 MB that nothing else needs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const prism = '@stoplight/prism-cli@5.16.0';
const tests = 'test/**/official-openapi.test.ts';
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-prism-'));

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return status ?? 1;
}

let status = 1;
try {
  status = run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, prism]);
  if (status === 0) {
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const env = { ...process.env, PRISM: path.join(folder, 'node_modules/.bin/prism') };
    const args = ['--import', 'tsx', mocha, '--no-config', '--exit', '--timeout', '60000', tests];
    status = run(process.execPath, args, { env });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;
