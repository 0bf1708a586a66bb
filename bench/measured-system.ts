import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import type { Knex } from 'knex';
import { dailySyncId, guardianSyncId } from '../src/contract/ids.js';
import { taskQueues } from '../src/contract/queues.js';
import { openDatabase } from '../src/db/database.js';
import { query } from '../src/db/sql-files.js';
import { type SftpServer, startSftpServer } from '../src/demo/sftp-server.js';
import { freePort } from '../src/embedded/ports.js';
import { removeCluster } from '../src/embedded/postgres-home.js';
import { type RunningSystem, startSystem } from '../src/embedded/system.js';
import { requestSync } from '../src/requests/start-sync.js';
import { openKeyRing } from '../src/secrets/key-source.js';
import { addDistrict } from '../src/settings/scopes.js';
import { changeSettings } from '../src/settings/settings.js';

/** A whole system of the built program, as `up` runs it, whose worker process is measured. */
export interface MeasuredSystem {
  db: Knex;
  system: RunningSystem;
  /** Folder that the SFTP server shows. */
  files: string;
  /**
   * A district that syncs from the SFTP server: guardians.csv alone, with so many students S0000000 and on in its roster
   * already; or, with null, its OneRoster files too.
   */
  addDistrict(slug: string, students: number | null): Promise<void>;
  /** Changes settings of a district, by dotted name. */
  set(slug: string, changes: Record<string, string>): Promise<void>;
  /** The worker's process, and its highest memory so far. */
  worker(): { pid: number; peakMb: number };
  /** Runs the district's sync to its end. */
  sync(slug: string): Promise<Measured>;
  stop(): Promise<void>;
}

export interface Measured {
  runId: number;
  status: string;
  seconds: number;
  /** Of the worker process, highest so far. */
  peakMb: number;
  historyEvents: number;
  historyBytes: number;
  walMb: number;
  steps: Record<string, number>;
}

export async function startMeasuredSystem(say: (line: string) => void): Promise<MeasuredSystem> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dailysync-bench-'));
  const files = path.join(dataDir, 'sftp');
  mkdirSync(files);
  const password = 'bench';
  const sftp: SftpServer = await startSftpServer({ root: files, users: { bench: { password } } });
  const entry = path.resolve(import.meta.dirname, '../dist/src/cli/main.js');
  const { DATABASE_URL: _db, TEMPORAL_ADDRESS: _temporal, ...env } = process.env;
  const system = await startSystem({
    dataDir,
    ports: { postgres: await freePort(), temporal: await freePort(), ui: await freePort(), web: await freePort() },
    children: {
      migrate: [process.execPath, entry, 'migrate'],
      worker: [process.execPath, entry, 'worker'],
      web: [process.execPath, entry, 'web'],
    },
    env: { ...env, DAILYSYNC_ALLOW_PRIVATE_HOSTS: '1' },
    log: say,
  });
  const db = openDatabase(system.databaseUrl, { applicationName: 'dailysync bench' });
  const connection = await Connection.connect({ address: system.temporalAddress });
  const client = new Client({ connection });

  return {
    db,
    system,
    files,
    addDistrict: async (slug, students) => {
      await addDistrict(db, { slug, name: slug });
      await changeSettings(db, await openKeyRing(system.env), slug, {
        'sftp.host': '127.0.0.1',
        'sftp.port': String(sftp.port),
        'sftp.username': 'bench',
        'sftp.password': password,
        'roster.source': students === null ? 'oneroster-csv' : 'none',
        'guardians.enabled': 'true',
        'guardians.quietSeconds': '0',
      });
      if (students === null) return;
      await query(
        db,
        `insert into student (district_id, scope_id, source_id, sis_id, first_name, last_name, created_run, source_run)
         select district_id, scope_id, 'S' || lpad(n::text, 7, '0'), 'S' || lpad(n::text, 7, '0'), 'Student', 'Number', 0, 0
         from scope, generate_series(0, :students) n where slug = :slug`,
        { slug, students },
      );
      await query(db, 'analyze student');
    },
    set: async (slug, changes) => {
      await changeSettings(db, await openKeyRing(system.env), slug, changes);
    },
    worker: () => {
      const { pid } = system.child('worker');
      if (pid === null) throw new Error('The worker does not run.');
      return { pid, peakMb: peakMb(pid) };
    },
    sync: async (slug) => {
      const wal = await walBytes(db);
      const started = Date.now();
      await requestSync(db, client, taskQueues(), { scope: slug, requestedBy: 'bench' });
      const { runId, status } = await client.workflow.getHandle(dailySyncId(slug)).result();
      const seconds = (Date.now() - started) / 1000;
      const history = await historySize(client, slug);
      return {
        runId,
        status,
        seconds,
        peakMb: peakMb(system.child('worker').pid),
        ...history,
        walMb: ((await walBytes(db)) - wal) / 1e6,
        steps: await stepSeconds(db, runId),
      };
    },
    stop: async () => {
      await connection.close();
      await db.destroy();
      await system.stop();
      await sftp.stop();
      await removeCluster(path.join(dataDir, 'postgres'));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function historySize(client: Client, slug: string): Promise<{ historyEvents: number; historyBytes: number }> {
  let historyEvents = 0;
  let historyBytes = 0;
  for (const id of [dailySyncId(slug), guardianSyncId(slug)]) {
    const raw = await described(client, id);
    historyEvents += Number(raw?.workflowExecutionInfo?.historyLength ?? 0);
    historyBytes += Number(raw?.workflowExecutionInfo?.historySizeBytes ?? 0);
  }
  return { historyEvents, historyBytes };
}

/** null where there is none: a sync without guardians. */
async function described(client: Client, id: string) {
  try {
    return (await client.workflow.getHandle(id).describe()).raw;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function walBytes(db: Knex): Promise<number> {
  const [row] = await query<{ bytes: string }>(db, `select pg_current_wal_lsn() - '0/0' as bytes`);
  return Number(row?.bytes);
}

async function stepSeconds(db: Knex, runId: number): Promise<Record<string, number>> {
  const rows = await query<{ step: string; seconds: string }>(
    db,
    `select step, sum(extract(epoch from finished_at - started_at)) as seconds from run_step where run_id = :runId group by step`,
    { runId },
  );
  return Object.fromEntries(rows.map(({ step, seconds }) => [step, Math.round(Number(seconds) * 10) / 10]));
}

/** Highest resident memory of a process so far (Linux). */
function peakMb(pid: number | null): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1]) / 1024);
}
