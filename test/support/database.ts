import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { openDatabase } from '../../src/db/database.js';
import { migrate } from '../../src/db/migrate.js';
import { testPostgres } from './servers.js';

/** By server. */
const templates = new Map<string, Promise<string>>();

/**
 * A database of one's own, copied from a migrated template, for one test file: `drop` it in `after`.
 *
 * @param server superuser's URL of a server that the test started; the test run's where absent
 */
export async function createTestDatabase(server?: string): Promise<{ db: Knex; url: string; drop(): Promise<void> }> {
  const adminUrl = server ?? (await testPostgres()).adminUrl;
  const template = templates.get(adminUrl) ?? createTemplate(adminUrl);
  templates.set(adminUrl, template);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${name} template ${await template}`);
  const url = withDatabase(adminUrl, name);
  const db = openDatabase(url);
  return {
    db,
    url,
    drop: async () => {
      await db.destroy();
      await asAdmin(adminUrl, `drop database ${name} with (force)`);
    },
  };
}

async function createTemplate(adminUrl: string): Promise<string> {
  const name = `template_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${name}`);
  const db = openDatabase(withDatabase(adminUrl, name));
  await migrate(db);
  await db.destroy();
  return name;
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const admin = openDatabase(url, { max: 1 });
  try {
    await admin.raw(sql);
  } finally {
    await admin.destroy();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
