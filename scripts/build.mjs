// dist/: compiled modules, the files next to them, and the bundle of the workflows. Skipped when up to date.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages, main, root, run, say, seconds } from './setup.mjs';

const SOURCE_FOLDERS = ['src', 'workflows', 'activities'];
const OTHER_INPUTS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];
const TYPESCRIPT = /(?<!\.d)\.ts$/;
const dist = path.join(root, 'dist');
const marker = path.join(dist, '.built');

/** Builds unless nothing changed since the last build; `force` builds anyway. */
export async function ensureBuild({ force = false } = {}) {
  const started = Date.now();
  if (!force && existsSync(marker) && statSync(marker).mtimeMs > newestInput()) return;
  say('Building (about 10 s) …');
  await run([process.execPath, tscPath(), '-p', 'tsconfig.build.json'], {
    failure: 'The sources have type errors, listed above.',
  });
  copyAssets();
  removeOrphans();
  await bundleWorkflows();
  writeFileSync(marker, '');
  // A source saved while we were building is newer than the build.
  utimesSync(marker, started / 1000, started / 1000);
  say(`Built in ${seconds(started)}`);
}

const tscPath = () => path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function newestInput() {
  const times = OTHER_INPUTS.map((file) => statSync(path.join(root, file)).mtimeMs);
  for (const folder of SOURCE_FOLDERS) {
    // Folders count too: their time changes when a file is removed.
    for (const file of [
      folder,
      ...readdirSync(path.join(root, folder), { recursive: true }).map((f) => path.join(folder, f)),
    ]) {
      times.push(statSync(path.join(root, file)).mtimeMs);
    }
  }
  return Math.max(...times);
}

/** Everything that isn't TypeScript is wanted where its module looks for it: SQL, templates, style sheets, images. */
function copyAssets() {
  for (const folder of SOURCE_FOLDERS) {
    for (const file of files(path.join(root, folder))) {
      if (file.endsWith('.ts') || path.basename(file).startsWith('tsconfig')) continue;
      const target = path.join(dist, folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      copyFileSync(path.join(root, folder, file), target);
    }
  }
}

/** A module whose source was removed or renamed must not be found any more: a left-over migration would run. */
function removeOrphans() {
  for (const folder of SOURCE_FOLDERS) {
    if (!existsSync(path.join(dist, folder))) continue;
    const sources = new Set(files(path.join(root, folder)).map((file) => file.replace(TYPESCRIPT, '.js')));
    for (const file of files(path.join(dist, folder))) {
      if (!sources.has(file.replace(/\.map$/, ''))) rmSync(path.join(dist, folder, file));
    }
  }
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function bundleWorkflows() {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: (text) => say(text), error: (text) => say(text) };
  const { code } = await bundleWorkflowCode({ workflowsPath: path.join(dist, 'workflows', 'index.js'), logger: quiet });
  writeFileSync(path.join(dist, 'workflow-bundle.js'), code);
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await ensurePackages();
    await ensureBuild({ force: process.argv.includes('--force') });
  });
}
