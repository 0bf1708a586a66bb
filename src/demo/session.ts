import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { type TaskQueues, taskQueues } from '../contract/queues.js';
import { openDatabase } from '../db/database.js';
import type { RunningSystem } from '../embedded/system.js';
import { openKeyRing } from '../secrets/key-source.js';
import { addDistrict, listScopes } from '../settings/scopes.js';
import { changeSettings } from '../settings/settings.js';
import { changeDistrict, type DistrictChange, generateDistrict, writeDistrict } from './generator/index.js';
import type { DemoDistrict } from './generator/model.js';

export interface SessionOptions {
  system: Pick<RunningSystem, 'databaseUrl' | 'temporalAddress' | 'env'> & Partial<Pick<RunningSystem, 'child'>>;
  sftp: { port: number; root: string; password: string };
  /** Keeps how many nights the district has changed; the next start goes on from there. */
  dataDir: string;
  seed: number;
  say(line: string): void;
}

/** The made-up district, its files on the SFTP server, and a way to the system that syncs it. */
export interface DemoSession {
  db: Knex;
  client: Client;
  queues: TaskQueues;
  scope: string;
  /** The directory knew nothing of it before. */
  isNew: boolean;
  district: DemoDistrict;
  /** Process of the worker that runs now; null between two. */
  workerPid(): number | null;
  /** Lets a night pass in the district, and puts its new files on the server. @throws SyncFailure `DemoUsedUp` */
  nextNight(): Promise<DistrictChange[]>;
  setPassword(password: 'right' | 'wrong'): Promise<void>;
  say(line: string): void;
  close(): Promise<void>;
}

const slug = 'maple-valley';

/** Makes up the district as it was left, writes its files, and sets it up to be synced. */
export async function openSession(options: SessionOptions): Promise<DemoSession> {
  const { system, sftp, dataDir, seed, say } = options;
  const memory = path.join(dataDir, 'demo.json');
  const district = generateDistrict({ seed });
  let step = 0;
  for (const nights = nightsOf(memory, seed); step < nights; ) changeDistrict(district, ++step);
  await writeDistrict(district, sftp.root);
  say('A district was made up: its OneRoster files and guardians.csv are on an SFTP server of its own.');

  const db = openDatabase(system.databaseUrl, { applicationName: 'dailysync demo' });
  const connection = await Connection.connect({ address: system.temporalAddress });
  const keyRing = await openKeyRing(system.env);
  const set = async (changes: Record<string, string>) => {
    await changeSettings(db, keyRing, slug, changes);
  };
  const isNew = !(await listScopes(db)).some((scope) => scope.slug === slug);
  if (isNew) await addDistrict(db, { slug, name: district.name });
  await set({
    'sftp.host': '127.0.0.1',
    'sftp.port': String(sftp.port),
    'sftp.username': 'demo',
    'sftp.password': sftp.password,
    'guardians.enabled': 'true',
    'guardians.quietSeconds': '1',
  });
  return {
    ...{ db, client: new Client({ connection }), queues: taskQueues(), scope: slug, isNew, district, say },
    workerPid: () => system.child?.('worker').pid ?? null,
    nextNight: async () => {
      const changes = changeOrRefuse(district, step + 1);
      step += 1;
      await writeDistrict(district, sftp.root);
      writeFileSync(memory, JSON.stringify({ seed, nights: step }));
      return changes;
    },
    setPassword: (password) => set({ 'sftp.password': password === 'right' ? sftp.password : `not ${sftp.password}` }),
    close: async () => {
      await connection.close();
      await db.destroy();
    },
  };
}

function nightsOf(memory: string, seed: number): number {
  if (!existsSync(memory)) return 0;
  const stored = JSON.parse(readFileSync(memory, 'utf8')) as { seed: number; nights: number };
  return stored.seed === seed ? stored.nights : 0;
}

function changeOrRefuse(district: DemoDistrict, step: number): DistrictChange[] {
  try {
    return changeDistrict(district, step);
  } catch (cause) {
    throw new SyncFailure(
      'DemoUsedUp',
      'The demo has used up the phone numbers that are kept for fiction. Start it afresh: npm run demo -- --data another-folder',
      { cause },
    );
  }
}
