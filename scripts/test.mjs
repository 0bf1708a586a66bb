// npm test: installs and builds what is missing, then runs mocha with the arguments given (files instead of all, -g …).
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensurePackages, ensureTemporalCli, main, root, SetupFailure, say } from './setup.mjs';

// Much of the time goes into waiting (heartbeats of killed workers, a Schedule's clock), so three files run at once.
const parallel = ['--parallel', '--jobs', '3'];
/** By the list that a run ends with. */
const longestFirst = ['revert/properties.test.ts', 'faults/worker-killed.test.ts', 'faults/fence/late.test.ts'];
const GIB = 2 ** 30;

await main(async () => {
  await ensurePackages();
  // Workers in processes of their own run from the build.
  await ensureBuild();
  const env = { ...process.env, DAILYSYNC_TEST_BUILD: '1' };
  if (!env.TEST_TEMPORAL_ADDRESS) env.TEMPORAL_CLI = await ensureTemporalCli();
  const folder = mkdtempSync(path.join(roomyMemory() ?? tmpdir(), 'dailysync-mocha-'));
  env.TMPDIR = folder;
  // As root, PostgreSQL runs as another user, who has to pass through.
  chmodSync(folder, 0o711);
  const servers = await startServers(folder, env);
  try {
    env.DAILYSYNC_TEST_SUMMARY ??= path.join(folder, 'summary.json');
    env.DAILYSYNC_TEST_SKIPPED = path.join(folder, 'skipped');
    rmSync(env.DAILYSYNC_TEST_SUMMARY, { force: true });
    const code = await mocha(mochaArguments(process.argv.slice(2)), env);
    report(code, env);
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * A folder in memory, where there is plenty: the tests make and drop tens of thousands of small tables, each of them three
 * files, which takes a quarter of their time on a disk.
 */
function roomyMemory() {
  const folder = '/dev/shm';
  if (!existsSync(folder) || freemem() < 12 * GIB) return null;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 8 * GIB ? folder : null;
}

/** One PostgreSQL and one Temporal server for all of mocha's processes; each test file has its own database and queues. */
async function startServers(folder, env) {
  const embedded = (name) => import(path.join(root, 'dist/src/embedded', name));
  const [{ startPostgres }, { removeCluster }, { startTemporal }, { freePort }] = await Promise.all(
    ['postgres.js', 'postgres-home.js', 'temporal.js', 'ports.js'].map(embedded),
  );
  const running = [];
  const dataDir = path.join(folder, 'postgres');
  const stop = async () => {
    for (const server of running) await server.stop();
    await removeCluster(dataDir);
  };
  try {
    if (!env.TEST_DATABASE_URL) {
      const postgres = await startPostgres({ dataDir, port: await freePort(), durable: false, database: 'postgres' });
      running.push(postgres);
      env.TEST_DATABASE_URL = postgres.adminUrl;
    }
    if (!env.TEST_TEMPORAL_ADDRESS) {
      const options = {
        dataDir: path.join(folder, 'temporal'),
        port: await freePort(),
        uiPort: null,
        persistent: false,
      };
      const temporal = await startTemporal({ ...options, log: say });
      running.push(temporal);
      env.TEST_TEMPORAL_ADDRESS = temporal.address;
    }
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

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

function mochaArguments(args) {
  const reporter = args.some((arg) => /^(-R|--reporter)/.test(arg)) ? [] : ['--reporter', 'scripts/mocha-reporter.mjs'];
  const namesFiles = args.some((arg) => arg.endsWith('.ts') || existsSync(path.resolve(root, arg)));
  return [...(namesFiles ? [] : [...parallel, ...everyFile()]), ...reporter, ...args];
}

/** The longest first, so that none of them begins when the others are done. */
function everyFile() {
  const files = readdirSync(path.join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  const longest = longestFirst.filter((file) => files.includes(file));
  return [...new Set([...longest, ...files])].map((file) => path.join('test', file));
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
