import type { StoredFile } from '../../../archives/stored-file.js';
import { finding } from '../../../findings/catalogue.js';
import type { RosterBatch } from '../../model.js';
import { columnsOf } from '../columns.js';
import { changedRoleRow, changedRolesOf, type RoleRow, roleRow, rolesOf, type UserMapper } from '../user-roles.js';
import { readTable } from './read-table.js';
import type { RoleTable } from './role-table.js';

/** The cursor before the first row of users.csv. */
const START = '0';

/** What of a 1.2 set users are made of. */
export interface UserFiles {
  users: StoredFile;
  /** null: the set holds changes alone, and none of roles. */
  roles: StoredFile | null;
  /** Ids of all organizations; null: not all of them are known. */
  orgs: ReadonlySet<string> | null;
  /** Users, or roles, are changes alone: then so are people. */
  changesOnly: boolean;
  /** Roles are changes alone. */
  rolesChanged: boolean;
}

/** OneRoster 1.2: the rows of users.csv joined with those of roles.csv. */
export class UsersWithRoles {
  readonly #files: UserFiles;
  readonly #table: RoleTable;

  constructor(files: UserFiles, table: RoleTable) {
    this.#files = files;
    this.#table = table;
  }

  /** Batches as of users.csv. What roles.csv is found to be like is said once: not where the reading goes on. */
  async *read<Row extends object>(map: UserMapper<Row>, from?: string): AsyncGenerator<RosterBatch<Row>> {
    for await (const batch of this.#fill()) if (from === undefined) yield batch;
    let last: RosterBatch<Row> | null = null;
    let cursor = from ?? START;
    for await (const batch of this.#read(map, from)) {
      if (batch.cursor === null) last = batch;
      else {
        yield batch;
        cursor = batch.cursor;
      }
    }
    if (from === undefined) for await (const batch of this.#withoutUser()) yield { ...batch, cursor };
    if (last) yield last;
  }

  /** Reads roles.csv into the table; batches without rows, to be followed by the start of users.csv. */
  async *#fill(): AsyncGenerator<RosterBatch<never>> {
    await this.#table.clear();
    const { roles, orgs, rolesChanged } = this.#files;
    const map = rolesChanged ? changedRoleRow : roleRow;
    const reading = {
      columns: columnsOf('roles', '1.2'),
      map: (row: Parameters<typeof roleRow>[0]) => map(row, orgs),
      mapsGone: rolesChanged,
    };
    const batches = roles ? readTable<'roles', RoleRow>(roles, reading) : [];
    for await (const { rows, errors, findings } of batches) {
      const known = errors.filter(({ sourceId }) => sourceId !== '');
      const doubtful = known.map(({ sourceId, line }) => ({
        userSourceId: sourceId,
        line: line ?? 0,
        role: '',
        orgSourceId: '',
        isPrimary: false,
      }));
      await this.#table.add([...rows, ...doubtful]);
      // A row of nobody known could be any user's.
      yield this.#batch({ findings, errors: errors.filter(({ sourceId }) => sourceId === '') });
    }
    await this.#table.complete();
  }

  async *#read<Row extends object>(map: UserMapper<Row>, from?: string): AsyncGenerator<RosterBatch<Row>> {
    let roles: ReadonlyMap<string, RoleRow[]> = new Map();
    const { users, changesOnly, rolesChanged } = this.#files;
    const rolesIn = rolesChanged ? changedRolesOf : rolesOf;
    yield* readTable<'users', Row>(
      users,
      {
        changesOnly,
        columns: columnsOf('users', '1.2'),
        before: async (ids) => {
          roles = await this.#table.of(ids);
        },
        map: (row) => {
          const own = rolesIn(row, roles.get(row.cell('sourcedId')) ?? []);
          return typeof own === 'string' ? own : map(row, own);
        },
      },
      from,
    );
  }

  async *#withoutUser(): AsyncGenerator<RosterBatch<never>> {
    for await (const lines of this.#table.linesWithoutUser()) {
      const findings = lines.map((line) =>
        finding(
          'roster-orphan-reference',
          { file: this.#files.roles?.name ?? null, line, column: 'userSourcedId' },
          { file: this.#files.users.name },
        ),
      );
      yield this.#batch({ findings });
    }
  }

  #batch(what: Partial<RosterBatch<never>>): RosterBatch<never> {
    return { file: this.#files.users.name, rows: [], errors: [], findings: [], leftOut: 0, cursor: START, ...what };
  }
}
