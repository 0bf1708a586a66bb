import type { Knex } from 'knex';
import { copyRows } from '../../../db/copy.js';
import { query } from '../../../db/sql-files.js';
import type { RoleRow } from '../user-roles.js';
import type { RoleTable } from './role-table.js';

/** Lines that are read at once. */
const LINES = 1000;

const columns = ['user_source_id', 'line', 'role', 'org_source_id', 'is_primary'];

/** A role table in temporary tables of a transaction. */
export function stagedRoles(trx: Knex.Transaction): RoleTable {
  return {
    async clear() {
      await query(trx, 'drop table if exists oneroster_role, oneroster_role_user');
      await query(
        trx,
        `create temp table oneroster_role (user_source_id text not null, line bigint not null, role text not null,
           org_source_id text not null, is_primary boolean not null) on commit drop`,
      );
      await query(trx, 'create temp table oneroster_role_user (user_source_id text not null) on commit drop');
    },
    async add(rows) {
      const cells = rows.map((row) => [row.userSourceId, row.line, row.role, row.orgSourceId, row.isPrimary]);
      await copyRows(trx, 'oneroster_role', columns, cells);
    },
    async complete() {
      await query(trx, 'create index on oneroster_role (user_source_id)');
      await query(trx, 'analyze oneroster_role');
    },
    async of(userSourceIds) {
      await copyRows(
        trx,
        'oneroster_role_user',
        ['user_source_id'],
        userSourceIds.map((id) => [id]),
      );
      const rows = await query<RoleRow>(
        trx,
        `select user_source_id as "userSourceId", line, role, org_source_id as "orgSourceId", is_primary as "isPrimary"
         from oneroster_role where user_source_id = any(cast(:userSourceIds as text[])) order by line`,
        { userSourceIds },
      );
      const byUser = new Map<string, RoleRow[]>();
      for (const row of rows) {
        const own = byUser.get(row.userSourceId);
        if (own) own.push(row);
        else byUser.set(row.userSourceId, [row]);
      }
      return byUser;
    },
    async *linesWithoutUser() {
      await query(trx, 'analyze oneroster_role_user');
      await query(
        trx,
        `declare oneroster_role_orphan cursor for
         select line from oneroster_role r
         where not exists (select from oneroster_role_user u where u.user_source_id = r.user_source_id) order by line`,
      );
      for (;;) {
        const rows = await query<{ line: number }>(trx, `fetch ${LINES} from oneroster_role_orphan`);
        if (rows.length === 0) break;
        yield rows.map(({ line }) => line);
      }
      await query(trx, 'close oneroster_role_orphan');
    },
  };
}
