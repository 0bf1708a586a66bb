import { rosterFinding } from '../../findings.js';
import type { RosterBatch } from '../../model.js';
import { isGone } from '../values.js';
import { columnsOf } from './columns.js';
import { readTable } from './read-table.js';
import type { RosterFile } from './roster-file.js';
import { type RoleRow, type RoleTable, roleRow, rolesOf, type UserMapper } from './user-roles.js';

/** The cursor before the first row of users.csv. */
const START = '0';

/** OneRoster 1.2: the rows of users.csv joined with those of roles.csv. */
export class UsersWithRoles {
  readonly #users: RosterFile;
  readonly #roles: RosterFile;
  readonly #orgs: ReadonlySet<string>;
  readonly #table: RoleTable;

  /** @param orgs ids of all organisations */
  constructor(users: RosterFile, roles: RosterFile, orgs: ReadonlySet<string>, table: RoleTable) {
    this.#users = users;
    this.#roles = roles;
    this.#orgs = orgs;
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
    const reading = {
      columns: columnsOf('roles', '1.2'),
      map: (row: Parameters<typeof roleRow>[0]) => roleRow(row, this.#orgs),
    };
    for await (const { rows, errors, findings } of readTable<'roles', RoleRow>(this.#roles, reading)) {
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
    yield* readTable<'users', Row>(
      this.#users,
      {
        columns: columnsOf('users', '1.2'),
        before: async (ids) => {
          roles = await this.#table.of(ids);
        },
        map: (row) => {
          if (isGone(row.cell('status'))) return 'left-out';
          const own = rolesOf(row, roles.get(row.cell('sourcedId')) ?? []);
          return typeof own === 'string' ? own : map(row, own);
        },
      },
      from,
    );
  }

  async *#withoutUser(): AsyncGenerator<RosterBatch<never>> {
    for await (const lines of this.#table.linesWithoutUser()) {
      const findings = lines.map((line) =>
        rosterFinding(
          'roster-orphan-reference',
          { file: this.#roles.name, line, column: 'userSourcedId' },
          { file: this.#users.name },
        ),
      );
      yield this.#batch({ findings });
    }
  }

  #batch(what: Partial<RosterBatch<never>>): RosterBatch<never> {
    return { file: this.#users.name, rows: [], errors: [], findings: [], leftOut: 0, cursor: START, ...what };
  }
}
