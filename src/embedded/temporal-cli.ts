import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SyncFailure } from '../contract/failures.js';

/** The newest version that `go install` can build: later ones have a replace directive in their go.mod. */
const VERSION = 'v1.5.1';
const DOWNLOAD_TIMEOUT_MS = 8_000;
const PROGRESS_EVERY_MS = 15_000;

/** Where programs that were downloaded or built once are kept. */
export function cacheFolder(): string {
  return path.join(process.env.DAILYSYNC_CACHE || path.join(homedir(), '.cache', 'dailysync'), 'bin');
}

/**
 * Path of the Temporal command line, which brings the development server. Taken from TEMPORAL_CLI, the PATH, our cache,
 * Temporal's own download, or built once with Go, in this order.
 *
 * @param log told about each step that takes long
 * @throws SyncFailure `TemporalCliMissing`
 */
export async function temporalCli(log: (line: string) => void): Promise<string> {
  const named = process.env.TEMPORAL_CLI;
  if (named) {
    if (isProgram(named)) return named;
    throw new SyncFailure('TemporalCliMissing', `TEMPORAL_CLI names ${named}, which is no program that can be run.`);
  }
  const found = onPath('temporal') ?? cached();
  if (found) return found;
  mkdirSync(cacheFolder(), { recursive: true });
  return (await downloaded(log)) ?? (await built(log));
}

function cached(): string | null {
  const file = path.join(cacheFolder(), 'temporal');
  return isProgram(file) ? file : null;
}

function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (folder && isProgram(path.join(folder, name))) return path.join(folder, name);
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

// In a process of its own: the SDK's download can't be canceled, and without internet access it tries for minutes.
async function downloaded(log: (line: string) => void): Promise<string | null> {
  log('Looking for the Temporal CLI at its download site …');
  const script = `
    const { Runtime } = await import('@temporalio/worker');
    Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } });
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const env = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', version: '${VERSION}', downloadDir: process.argv[1] } },
    });
    await env.teardown();`;
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, cacheFolder()], {
      cwd: import.meta.dirname,
      timeout: DOWNLOAD_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
  } catch {
    return null;
  }
  // The SDK puts its own name and version into the file's name.
  const file = readdirSync(cacheFolder()).find(
    (name) => name.startsWith('temporal-') && isProgram(path.join(cacheFolder(), name)),
  );
  if (file === undefined) return null;
  renameSync(path.join(cacheFolder(), file), path.join(cacheFolder(), 'temporal'));
  return cached();
}

async function built(log: (line: string) => void): Promise<string> {
  const go = onPath('go');
  if (!go) {
    throw new SyncFailure(
      'TemporalCliMissing',
      'The Temporal CLI was not found, could not be downloaded, and can not be built because there is no `go` on the PATH. ' +
        'Install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.24 or later, or set TEMPORAL_CLI to its path, ' +
        'or TEMPORAL_ADDRESS to a server of your own.',
    );
  }
  // Built in a temporary place and renamed: a build that was broken off is never taken for a whole one.
  const folder = path.join(cacheFolder(), `build-${process.pid}`);
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  log('Building the Temporal CLI once (about 4 minutes) …');
  const timer = setInterval(() => log(`  still building the Temporal CLI, ${elapsed()} so far`), PROGRESS_EVERY_MS);
  try {
    await run(go, ['install', `github.com/temporalio/cli/cmd/temporal@${VERSION}`], { ...process.env, GOBIN: folder });
    renameSync(path.join(folder, 'temporal'), path.join(cacheFolder(), 'temporal'));
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  log(`Temporal CLI built in ${elapsed()}`);
  return path.join(cacheFolder(), 'temporal');
}

async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new SyncFailure(
      'TemporalCliMissing',
      `The Temporal CLI could not be built (go ended with ${code}):\n${output.trimEnd()}\n` +
        'Install it by hand (https://docs.temporal.io/cli) and set TEMPORAL_CLI to its path.',
    );
  }
}
