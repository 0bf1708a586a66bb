import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { dailySyncId, dryRunId, guardianSyncId } from '../../src/contract/ids.js';
import { decideRemovals, progress, retryFailed, startSync } from '../../src/contract/requests.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { dryRun } from '../support/dry-runs.js';
import { resetTo } from '../support/reset.js';
import { runsOf, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { stopTestServers } from '../support/servers.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { requestUpload } from '../support/uploads.js';

/**
 * Records the histories that replay.test.ts replays: `npx tsx test/replay/record.ts [path …]`, all without a name. A changed workflow that can't
 * replay them can't take over the runs of the release before: record again only together with that release's end.
 */
const folder = path.join(import.meta.dirname, 'histories');
const file = 'studentSisId,guardianSisId,firstName,lastName,email\nS1,G1,Ana,Ruiz,ana@example.org\n';

const paths: Record<string, (system: TestSystem) => Promise<void>> = {
  happy: async (system) => {
    await system.putFile('guardians.csv', file);
    await syncToEnd(system);
  },
  'failed-and-retried': async (system) => {
    await syncToAttention(system);
    await system.putFile('guardians.csv', file);
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.executeUpdate(retryFailed, { args: [{}] });
    await handle.result();
  },
  // Beside the guardians; its file comes late, and the part is tried again by itself.
  'student-attributes': async (system) => {
    await system.set({ 'studentAttributes.enabled': 'true' });
    await system.putFile('guardians.csv', file);
    await syncToAttention(system);
    await system.putFile('student_attributes.csv', 'studentSisId,House\nS1,Oak\nS2,Elm\n');
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.executeUpdate(retryFailed, { args: [{}] });
    await handle.result();
  },
  'taken-over': async (system) => {
    await syncToAttention(system);
    await system.putFile('guardians.csv', file);
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.signal(startSync, { requestedBy: 'somebody' });
    await handle.result();
  },
  'signalled-while-running': async (system) => {
    await system.putFile('guardians.csv', file);
    await system.set({ 'guardians.quietSeconds': '2' });
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await until(async () => (await handle.query(progress)).runId !== null);
    await handle.signal(startSync, { requestedBy: 'second' });
    await handle.result();
  },
  // Two wait while a sync runs; the second asks, and is answered.
  uploaded: async (system) => {
    const rows = Array.from({ length: 12 }, (_, n) => `S1,G${n + 1},Ana,Ruiz,ana${n}@example.org\n`);
    const [header = ''] = file.split('\n');
    await system.putFile('guardians.csv', `${header}\n${rows.join('')}`);
    await system.set({ 'guardians.quietSeconds': '2' });
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await until(async () => (await handle.query(progress)).runId !== null);
    await requestUpload(system, file);
    await requestUpload(system, file, { abandon: true });
    await until(async () => (await handle.query(progress)).status === 'threshold');
    await handle.executeUpdate(decideRemovals, { args: [{ decision: 'archive' }] });
    await handle.result();
  },
  reverted: async (system) => {
    await system.putFile('guardians.csv', file);
    const { runId } = await syncToEnd(system);
    const request = { scope: system.scope, kind: 'revert', requestedBy: 'Ada', revert: { runId } } as const;
    await requestSync(system.db, system.client, system.queues, request);
    await system.client.workflow.getHandle(dailySyncId(system.scope)).result();
  },
  cancelled: async (system) => {
    await system.sftp.stop();
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await until(async () => (await handle.query(progress)).runId !== null);
    await handle.cancel();
    await handle.result().catch(() => {});
  },
  // To before the child's start, which leaves an orphan to retire; then to the first task, which finds its run begun.
  reset: async (system) => {
    await system.putFile('guardians.csv', file);
    await system.set({ 'guardians.quietSeconds': '3' });
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
    const workflowId = dailySyncId(system.scope);
    await childStarted(system, workflowId);
    const second = await resetTo(system.client, { workflowId }, 'task that started the child');
    await childStarted(system, workflowId, second);
    for (const requestedBy of ['second', 'third']) {
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy });
    }
    await resetTo(system.client, { workflowId }, 'first task');
    await system.client.workflow.getHandle(workflowId).result();
  },
  'continue-as-new': async (system) => {
    await system.putFile('guardians.csv', file);
    await system.set({ 'guardians.quietSeconds': '2' });
    const ask = (requestedBy: string) =>
      requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy });
    await ask('first');
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    for (const [runs, names] of [['second', 'coalesced'], ['third']].entries()) {
      await until(async () => (await runsOf(system)).length === runs + 1);
      for (const name of names) await ask(name);
    }
    await until(async () => (await runsOf(system)).length === 3);
    await handle.result();
  },
  // Through, with a file that is refused, and with a roster that is not there.
  preview: async (system) => {
    await system.putFile('guardians.csv', file);
    await dryRun(system);
    await system.putFile('guardians.csv', 'firstName\nAna\n');
    await dryRun(system);
    await system.set({ 'roster.source': 'oneroster-csv' });
    await dryRun(system);
  },
};

function kindOf(workflowId: string, scope: string): string | null {
  if (workflowId === dailySyncId(scope)) return 'daily';
  if (workflowId === guardianSyncId(scope)) return 'guardian';
  return workflowId.startsWith(dryRunId(scope, '')) ? 'preview' : null;
}

async function childStarted(system: TestSystem, workflowId: string, runId?: string): Promise<void> {
  const handle = system.client.workflow.getHandle(workflowId, runId);
  await until(async () =>
    Boolean((await handle.fetchHistory()).events?.some((event) => event.childWorkflowExecutionStartedEventAttributes)),
  );
}

/** Stacks, identities and sticky queues name this machine, and replay needs neither. */
function withoutMachine(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (key, value) =>
      key === 'stackTrace' || (typeof value === 'string' && /^\d+@/.test(value)) ? '' : value,
    ),
    null,
    1,
  );
}

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});
const asked = process.argv.slice(2);
for (const [name, walk] of Object.entries(paths)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const system = await createTestSystem();
  await system.set({ 'roster.source': 'none' });
  await insertStudents(system.db, system.scope, 2);
  await system.withWorkers(() => walk(system));
  let count = 0;
  for await (const info of system.client.workflow.list({
    query: `WorkflowId STARTS_WITH "daily-sync/${system.scope}" OR WorkflowId STARTS_WITH "preview/${system.scope}/"`,
  })) {
    const what = kindOf(info.workflowId, system.scope);
    if (what === null) continue;
    const history = await system.client.workflow.getHandle(info.workflowId, info.runId).fetchHistory();
    count += 1;
    const target = `${name}-${what}-${count}-sdk-1.24.0.json`;
    await writeFile(path.join(folder, target), `${withoutMachine(historyToJSON(history))}\n`);
  }
  console.log(`${name}: ${count} histories`);
  await system.stop();
}
await stopTestServers();
process.exit(0);
