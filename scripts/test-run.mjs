// One run of mocha over test files, with the servers that they need, and what is to be said of it at the end.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensurePackages, root, SetupFailure, say } from './setup.mjs';
import { withServers } from './test-servers.mjs';

// Much of the time goes into waiting (heartbeats of killed workers, a Schedule's clock): more files at once than processors.
const parallel = ['--parallel', '--jobs', process.env.DAILYSYNC_TEST_JOBS ?? '5'];

/** Test files of a kind: `.test.ts`, `.long.ts`. */
export function testFiles(ending) {
  return readdirSync(path.join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => path.join('test', file));
}

/**
 * Installs and builds what is missing, runs the files and sets the exit code.
 *
 * @param files all that there are, in the order in which they begin; used unless the arguments name some
 * @param args for mocha
 * @param env for the tests
 */
export async function runTests(files, args, env = {}) {
  await ensurePackages();
  await ensureBuild();
  await withServers(async (servers, folder) => {
    const all = { ...servers, ...env };
    all.DAILYSYNC_TEST_SUMMARY ??= path.join(folder, 'summary.json');
    all.DAILYSYNC_TEST_SKIPPED = path.join(folder, 'skipped');
    rmSync(all.DAILYSYNC_TEST_SUMMARY, { force: true });
    const code = await mocha(mochaArguments(files, args), all);
    report(code, all);
  });
}

async function mocha(args, env) {
  const bin = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C reaches mocha by itself; we stay to see it end.
  process.on('SIGINT', () => {});
  // The one signal that mocha hands on to what it started.
  process.on('SIGTERM', () => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function mochaArguments(files, args) {
  const reporter = args.some((arg) => /^(-R|--reporter)/.test(arg)) ? [] : ['--reporter', 'scripts/mocha-reporter.mjs'];
  const namesFiles = args.some((arg) => arg.endsWith('.ts') || existsSync(path.resolve(root, arg)));
  return [...(namesFiles ? [] : [...parallel, ...files]), ...reporter, ...args];
}

function report(code, env) {
  const skipped = existsSync(env.DAILYSYNC_TEST_SKIPPED)
    ? readFileSync(env.DAILYSYNC_TEST_SKIPPED, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('\t'))
    : [];
  if (skipped.length > 0) {
    const packages = [...new Set(skipped.map(([name]) => name))].sort();
    box([
      'Not tested, for want of a Debian package:',
      ...packages.flatMap((name) => [
        `  ${name}`,
        ...skipped.filter(([of]) => of === name).map(([, suite]) => `    ${suite}`),
      ]),
      `To test these too:  apt-get install ${packages.join(' ')}`,
    ]);
  }
  if (existsSync(env.DAILYSYNC_TEST_SUMMARY)) {
    const { passed, failed, pending } = JSON.parse(readFileSync(env.DAILYSYNC_TEST_SUMMARY, 'utf8'));
    console.log(`${passed} passed, ${failed} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    if (passed + failed === 0) throw new SetupFailure('No test ran.');
  }
  if (skipped.length > 0 && process.env.CI === 'true') {
    throw new SetupFailure('With CI=true every test must run: install the packages listed above.');
  }
  process.exitCode = code;
}

function box(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  say(`\n┌─${'─'.repeat(width)}─┐`);
  for (const line of lines) say(`│ ${line.padEnd(width)} │`);
  say(`└─${'─'.repeat(width)}─┘`);
}
