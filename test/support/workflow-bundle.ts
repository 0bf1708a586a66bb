import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

function isBuilt(): boolean {
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  return ['workflows', 'src/contract'].flatMap(withinFolder).every((file) => statSync(file).mtimeMs < mtimeMs);
}

function withinFolder(name: string): string[] {
  const folder = path.join(root, name);
  // Folders count too: their time changes when a file is removed.
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file))];
}
