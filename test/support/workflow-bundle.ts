import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from '@temporalio/worker';

const root = path.resolve(import.meta.dirname, '../..');
const built = path.join(root, 'dist/workflow-bundle.js');

let bundle: Promise<WorkflowBundle> | undefined;

/** The workflows' code: the build's, or bundled here (5 s) if the sources are newer. */
export function workflowBundle(): Promise<WorkflowBundle> {
  bundle ??= isBuilt() ? Promise.resolve({ code: readFileSync(built, 'utf8') }) : bundleOf(root);
  return bundle;
}

/** Bundles the workflows of a folder that is laid out as the project. */
export function bundleOf(folder: string): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: path.join(folder, 'workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
  });
}

/**
 * The same in a file, for worker processes that a test kills: Temporal misses their heartbeats after 8 s, not 30 s. What
 * a history says of a timeout is nothing that a replay compares.
 *
 * @returns undefined without a fresh build
 */
export function impatientBundle(): string | undefined {
  if (!isBuilt()) return undefined;
  const file = path.join(tmpdir(), `dailysync-workflows-${process.pid}.js`);
  if (!existsSync(file)) {
    const code = readFileSync(built, 'utf8');
    const impatient = code.replaceAll("heartbeatTimeout: '30 seconds'", "heartbeatTimeout: '8 seconds'");
    assert.notEqual(impatient, code);
    writeFileSync(file, impatient);
  }
  return file;
}

function isBuilt(): boolean {
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  return ['workflows', 'src/contract', 'src/words']
    .flatMap(withinFolder)
    .every((file) => statSync(file).mtimeMs < mtimeMs);
}

function withinFolder(name: string): string[] {
  const folder = path.join(root, name);
  // Folders count too: their time changes when a file is removed.
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file))];
}
