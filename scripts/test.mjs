// npm test: installs and builds what is missing, then runs mocha with the arguments given (files instead of all, -g …).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensurePackages, ensureTemporalCli, main, root, SetupFailure, say } from './setup.mjs';

await main(async () => {
  await ensurePackages();
  // One test runs from the build.
  await ensureBuild();
  const env = { ...process.env };
  if (!env.TEST_TEMPORAL_ADDRESS) env.TEMPORAL_CLI = await ensureTemporalCli();
  const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-mocha-'));
  try {
    env.DAILYSYNC_TEST_SUMMARY ??= path.join(folder, 'summary.json');
    env.DAILYSYNC_TEST_SKIPPED = path.join(folder, 'skipped');
    rmSync(env.DAILYSYNC_TEST_SUMMARY, { force: true });
    const code = await mocha(mochaArguments(process.argv.slice(2), folder), env);
    report(code, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function mocha(args, env) {
  const bin = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C reaches mocha by itself; we stay to see it end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** mocha adds the configured files to those on the command line; who names some wants those alone. */
function mochaArguments(args, folder) {
  const reporter = args.some((arg) => /^(-R|--reporter)/.test(arg)) ? [] : ['--reporter', 'scripts/mocha-reporter.mjs'];
  if (!args.some((arg) => arg.endsWith('.ts') || existsSync(path.resolve(root, arg)))) return [...reporter, ...args];
  const { spec, ...config } = JSON.parse(readFileSync(path.join(root, '.mocharc.json'), 'utf8'));
  const file = path.join(folder, 'mocharc.json');
  writeFileSync(file, JSON.stringify(config));
  return ['--config', file, ...reporter, ...args];
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
