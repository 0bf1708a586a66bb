import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { dailySyncId, guardianSyncId } from '../../src/contract/ids.js';
import { decideHold, decideRemovals, progress, retryFailed, startSync } from '../../src/contract/requests.js';
import { requestSync } from '../../src/settings/start-sync.js';
import { syncToAttention, syncToEnd, until } from '../support/runs.js';
import { stopTestServers } from '../support/servers.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

/**
 * Records the histories that replay.test.ts replays: `npx tsx test/replay/record.ts [path …]`. A changed workflow that can't
 * replay them can't take over the runs of the release before: record anew only together with that release's end.
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
  threshold: async (system) => {
    await waitingFor(system, 'threshold', families(0, 6));
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.executeUpdate(decideRemovals, { args: [{ decision: 'archive', by: 'somebody' }] });
    await handle.result();
  },
  held: async (system) => {
    await waitingFor(system, 'held', families(100, 12));
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.executeUpdate(decideHold, { args: [{ decision: 'apply', by: 'somebody' }] });
    await handle.result();
  },
  cancelled: async (system) => {
    await system.sftp.stop();
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await until(async () => (await handle.query(progress)).runId !== null);
    await handle.cancel();
    await handle.result().catch(() => {});
  },
};

/** A file of the given number of families, whose contacts are numbered from one on. */
function families(contact: number, count: number): string {
  const rows = Array.from({ length: count }, (_, i) => `S${i + 1},G${i + 1},Ana,Ruiz,ana${contact + i}@example.org\n`);
  return `studentSisId,guardianSisId,firstName,lastName,email\n${rows.join('')}`;
}

/** 12 families, and then a file that a person is asked about. */
async function waitingFor(system: TestSystem, status: string, second: string): Promise<void> {
  await system.putFile('guardians.csv', families(0, 12));
  await syncToEnd(system);
  await system.putFile('guardians.csv', second);
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
  const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
  await until(async () => (await handle.query(progress)).status === status);
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
const wanted = process.argv.slice(2);
for (const [name, walk] of Object.entries(paths).filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
  const system = await createTestSystem();
  await system.set({ 'roster.source': 'none' });
  await insertStudents(system.db, system.scope, 12);
  await system.withWorkers(() => walk(system));
  let count = 0;
  for await (const info of system.client.workflow.list({
    query: `WorkflowId STARTS_WITH "daily-sync/${system.scope}"`,
  })) {
    const parent = info.workflowId === dailySyncId(system.scope);
    if (!parent && info.workflowId !== guardianSyncId(system.scope)) continue;
    const history = await system.client.workflow.getHandle(info.workflowId, info.runId).fetchHistory();
    count += 1;
    const target = `${name}-${parent ? 'daily' : 'guardian'}-${count}-sdk-1.24.0.json`;
    await writeFile(path.join(folder, target), `${withoutMachine(historyToJSON(history))}\n`);
  }
  console.log(`${name}: ${count} histories`);
  await system.stop();
}
await stopTestServers();
process.exit(0);
