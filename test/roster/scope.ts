import type { Knex } from 'knex';
import type { StoredFile } from '../../src/archives/stored-file.js';
import { query } from '../../src/db/sql-files.js';
import { applyRoster, applyStep } from '../../src/roster/apply.js';
import { type RosterCollection, rosterCollections } from '../../src/roster/model.js';
import { openOneRosterCsv } from '../../src/roster/oneroster/csv/source.js';
import { stagedRoles } from '../../src/roster/oneroster/csv/staged-roles.js';
import { createRosterStaging, dropRosterStaging, type StagedCounts, stageCollection } from '../../src/roster/stage.js';
import { loadRun, type RunContext } from '../../src/runs/context.js';
import type { RosterCounts } from '../../src/runs/counts.js';
import type { Execution } from '../../src/runs/fence.js';
import { type Held, type HoldReason, isHeld } from '../../src/runs/held.js';
import { runStep } from '../../src/runs/steps.js';
import { defaultSettings, type SyncSettings } from '../../src/settings/sync-settings.js';
import { recordAnswer } from '../../src/syncs/answer.js';
import { closeRun } from '../../src/syncs/close.js';
import { createTestDatabase } from '../support/database.js';

export interface FoundFinding {
  severity: string;
  code: string;
  file: string | null;
  line: number | null;
  column_name: string | null;
  message: string;
}

export interface Change {
  entity: string;
  entity_id: number;
  action: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  line: number | null;
}

/** What an admin answers to a run, once it is applied as far as it may be. */
type Answer = ['removals', 'archive' | 'keep'] | ['hold', 'apply' | 'discard'];

export const execution: Execution = { workflowId: 'test', temporalRunId: 'test', isOpen: async () => true };

export interface Synced {
  runId: number;
  status: string;
  /** Why nothing was applied; counts are empty then. */
  held: HoldReason[];
  counts: RosterCounts;
  findings: FoundFinding[];
  changes: Change[];
}

/** A scope of a test database, synced from rosters night by night. */
export class TestScope {
  readonly db: Knex;
  readonly districtId: number;
  readonly scopeId: number;
  readonly slug: string;
  settings: SyncSettings = structuredClone(defaultSettings);
  #runs = 0;

  constructor(db: Knex, districtId: number, scopeId: number, slug: string) {
    this.db = db;
    this.slug = slug;
    this.districtId = districtId;
    this.scopeId = scopeId;
  }

  static async district(db: Knex, slug: string): Promise<TestScope> {
    const [row] = await query<{ district_id: number; scope_id: number }>(
      db,
      `with added as (insert into district (slug, name) values (:slug, :slug) returning district_id)
       insert into scope (district_id, slug, settings) select district_id, :slug, cast(:settings as jsonb) from added
       returning district_id, scope_id`,
      { slug, settings: JSON.stringify(defaultSettings) },
    );
    return new TestScope(db, row!.district_id, row!.scope_id, slug);
  }

  /** A sync of its own for a school of the same district. */
  async school(sourceId: string | null, slug: string): Promise<TestScope> {
    const [row] = await query<{ scope_id: number }>(
      this.db,
      `with added as (
         insert into school (district_id, slug, source_id, name) values (:districtId, :slug, :sourceId, :slug) returning school_id)
       insert into scope (district_id, school_id, slug)
       select :districtId, school_id, cast(:districtId as text) || '/' || :slug from added returning scope_id`,
      { districtId: this.districtId, sourceId, slug },
    );
    return new TestScope(this.db, this.districtId, row!.scope_id, `${this.districtId}/${slug}`);
  }

  async openRun(): Promise<RunContext> {
    const [row] = await query<{ run_id: number }>(
      this.db,
      `insert into run (district_id, scope_id, request_id, settings)
       values (:districtId, :scopeId, :request, cast(:settings as jsonb)) returning run_id`,
      { ...this.ids, request: `roster ${++this.#runs}`, settings: JSON.stringify(this.settings) },
    );
    const run = await loadRun(this.db, row!.run_id);
    await this.db.transaction((trx) => createRosterStaging(trx, run));
    return run;
  }

  /** A night, from the files received to the merged roster. */
  async sync(files: readonly StoredFile[], answers: Answer[] = []): Promise<Synced> {
    const run = await this.openRun();
    const apply = () =>
      runStep<RosterCounts | Held>(this.db, run, execution, { step: applyStep, lock: 'scope' }, (trx, before) =>
        applyRoster(trx, run, before),
      );
    try {
      await this.stage(run, files);
      let result = await apply();
      for (const [index, [question, answer]] of answers.entries()) {
        await this.db.transaction((trx) =>
          recordAnswer(trx, run, { question, answer, by: 'Ada Admin', key: `${index}`, parts: ['roster'] }),
        );
        result = await apply();
      }
      const { status } = await this.db.transaction((trx) => closeRun(trx, run, [], false));
      const [held, counts] = isHeld(result) ? [result.held, {} as RosterCounts] : [[], result];
      return { runId: run.runId, status, held, counts, ...(await this.written(run.runId)) };
    } finally {
      await this.db.transaction((trx) => dropRosterStaging(trx, run));
    }
  }

  async stage(run: RunContext, files: readonly StoredFile[]): Promise<void> {
    for (const collection of rosterCollections) await this.stageOne(run, collection, files);
  }

  async stageOne(run: RunContext, collection: RosterCollection, files: readonly StoredFile[]): Promise<StagedCounts> {
    return this.db.transaction(async (trx) => {
      const source = await openOneRosterCsv(files, stagedRoles(trx));
      return stageCollection(trx, run, collection, source.read(collection));
    });
  }

  async written(runId: number): Promise<{ findings: FoundFinding[]; changes: Change[] }> {
    const findings = await this.rows<FoundFinding>(
      `select severity, code, file, line, column_name, message from run_finding
       where district_id = :districtId and run_id = :runId order by finding_id`,
      { runId },
    );
    const changes = await this.rows<Change>(
      `select entity, entity_id, action, before, after, line from change
       where district_id = :districtId and run_id = :runId order by change_id`,
      { runId },
    );
    return { findings, changes };
  }

  /** Rows of a query that may use :districtId and :scopeId. */
  rows<Row = Record<string, unknown>>(sql: string, values: Record<string, unknown> = {}): Promise<Row[]> {
    return query<Row>(this.db, sql, { ...this.ids, ...values });
  }

  /** source ids of active records, joined. */
  async active(table: string): Promise<string> {
    const [row] = await this.rows<{ ids: string }>(
      `select coalesce(string_agg(source_id, ' ' order by source_id collate "C"), '') as ids from ${table}
       where district_id = :districtId and scope_id = :scopeId and archived_at is null`,
    );
    return row!.ids;
  }

  /** Everything stored of the scope's roster but our own ids, runs and times: equal for equal rosters. */
  async snapshot(): Promise<unknown> {
    const own = `array['district_id','scope_id','created_run','source_run','source_line','archived_at','term_id',
      'classroom_id','student_id','staff_id','enrollment_id','school_id','school_ids']`;
    const tables: Record<string, unknown> = {};
    for (const table of ['term', 'classroom', 'student', 'staff', 'enrollment']) {
      tables[table] = await this.rows(
        `select to_jsonb(t) - ${own} as record, t.archived_at is null as active,
           ${table === 'student' || table === 'staff' ? `array(select source_id from school s where s.school_id = any (t.school_ids) order by 1)` : `''`} as schools
         from ${table} t where district_id = :districtId and scope_id = :scopeId order by source_id collate "C"`,
      );
    }
    return tables;
  }

  get ids(): { districtId: number; scopeId: number } {
    return { districtId: this.districtId, scopeId: this.scopeId };
  }
}

/**
 * A database for the tests of a block, and in it a district of its own for each of them.
 *
 * @param give told the scope before each test
 */
export function withFreshScopes(give: (scope: TestScope) => void): void {
  let db: Knex;
  let drop: () => Promise<void>;
  let districts = 0;
  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    give(await TestScope.district(db, `fresh-${++districts}`));
  });
}
