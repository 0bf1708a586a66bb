import { readdirSync, readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';

const folder = new URL('./migrations/', import.meta.url);

/** Names have no extension, so that sources and build record the same migrations. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .map((file) => file.slice(0, -'.sql'.length))
      .sort(),
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    up: async (trx) => {
      await trx.raw(readFileSync(new URL(`${name}.sql`, folder), 'utf8').replaceAll('?', '\\?'));
    },
    down: async () => {
      throw new Error('Migrations go forward only; restore a backup to go back.');
    },
  }),
};

/**
 * Brings the database up to date; safe to run from several processes at once (knex's lock).
 *
 * @throws SyncFailure `DatabaseVersion` before PostgreSQL 18: the merges need `MERGE … RETURNING old, new`.
 */
export async function migrate(db: Knex): Promise<{ applied: string[] }> {
  const version = await db.raw('show server_version_num');
  if (Number(version.rows[0].server_version_num) < 180_000) {
    throw new SyncFailure(
      'DatabaseVersion',
      'DailySync needs PostgreSQL 18 or newer. Upgrade the server that DATABASE_URL names.',
    );
  }
  const [, applied] = await db.migrate.latest({ migrationSource });
  return { applied };
}
