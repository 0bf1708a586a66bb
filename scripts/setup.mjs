// What a fresh checkout needs before anything runs. Plain JavaScript without packages: there may be none yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** One line of progress, on standard error: standard output belongs to results. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** A failure whose message is all that its reader needs: shown without a stack. */
export class SetupFailure extends Error {}

/** Runs a script's main function; an expected failure ends it with its message and exit code 1. */
export async function main(run) {
  try {
    await run();
  } catch (error) {
    const expected = error instanceof SetupFailure || error?.name === 'SyncFailure';
    say(expected ? `\n${error.message}` : `\n${error?.stack ?? error}`);
    process.exit(1);
  }
}

/** Packages and build inputs in order; says what it does only where it takes a while. */
export async function ensurePackages() {
  requireNode();
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const wanted = path.join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  say('Installing packages with npm (about 1 minute) …');
  const started = Date.now();
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  await run([...npm, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    failure: 'npm could not install the packages. Its message is above; fix that and start again.',
  });
  say(`Packages installed in ${seconds(started)}`);
}

/** The Temporal CLI, which brings the development server. Needs the build. */
export async function ensureTemporalCli() {
  const { temporalCli } = await import(path.join(root, 'dist/src/embedded/temporal-cli.js'));
  return temporalCli(say);
}

/** Hands over to a built program as if it had been started itself. */
export async function become(entry) {
  const file = path.join(root, entry);
  process.argv[1] = file;
  await import(file);
}

/** Runs a command with our output; anything it prints goes to standard error. */
export async function run([command, ...args], { failure, env = process.env }) {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', process.stderr, process.stderr] });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new SetupFailure(failure);
}

export const seconds = (started) => `${Math.round((Date.now() - started) / 1000)} s`;

function requireNode() {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new SetupFailure(`DailySync needs Node ${major}.${minor} or later; this is ${process.version}.`);
}
