import { createHash } from 'node:crypto';
import type { Questions } from '../../src/contract/status.js';
import { query } from '../../src/db/sql-files.js';
import {
  BatchParser,
  createTranscoder,
  EncodingScanner,
  type ErrorRow,
  type Finding,
  type Position,
  type RowCounts,
} from '../../src/guardian-file/index.js';
import type { RunContext } from '../../src/runs/context.js';
import type { AttributeCounts } from '../../src/runs/counts.js';
import type { Execution } from '../../src/runs/fence.js';
import { type HoldReason, isHeld } from '../../src/runs/held.js';
import { applyStaged } from '../../src/student-attributes/apply-file.js';
import {
  type AttributeHeader,
  type AttributeRow,
  AttributeRowReader,
  readAttributeHeader,
} from '../../src/student-attributes/check/index.js';
import {
  createAttributeStaging,
  dropAttributeStaging,
  stageAttributeRows,
} from '../../src/student-attributes/stage.js';
import { recordAnswer } from '../../src/syncs/answer.js';
import { closeRun } from '../../src/syncs/close.js';
import type { Answer, SyncResult, TestDistrict } from '../guardians/harness.js';

export interface ParsedAttributes {
  header: AttributeHeader;
  batches: { rows: AttributeRow[]; errorRows: ErrorRow[] }[];
  findings: Finding[];
  counts: RowCounts;
}

export interface AttributeResult extends Pick<SyncResult, 'changes' | 'findings'> {
  runId: number;
  status: string;
  held: HoldReason[];
  questions: Questions;
  counts: AttributeCounts | null;
}

const execution: Execution = { workflowId: 'test', temporalRunId: 'test', isOpen: async () => true };

/** A whole file in memory, in batches of `maxRows`, as the steps would read it. */
export function parseAttributes(file: string | Uint8Array, maxRows = 50_000): ParsedAttributes {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const scanner = new EncodingScanner(null);
  scanner.push(bytes);
  const { encoding } = scanner.end();
  const transcoder = createTranscoder({ encoding });
  const utf8 = Buffer.concat([transcoder.push(bytes), transcoder.end()]);
  const header = readAttributeHeader(utf8);
  const parsed: ParsedAttributes = {
    header,
    batches: [],
    findings: [...header.findings],
    counts: { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 },
  };
  let start: Position | null = { offset: header.dataOffset, line: header.dataLine };
  while (start !== null) {
    const parser: BatchParser<AttributeRow> = new BatchParser<AttributeRow>(
      { header, start, maxRows, country: 'US', contactTypes: null, encoding },
      new AttributeRowReader(header),
    );
    parser.push(utf8.subarray(start.offset));
    if (!parser.full || parser.next!.offset >= utf8.length) parser.end();
    const { rows, errorRows, findings } = parser.take();
    parsed.batches.push({ rows, errorRows });
    parsed.findings.push(...findings);
    for (const name of Object.keys(parsed.counts) as (keyof RowCounts)[]) parsed.counts[name] += parser.counts[name];
    start = parser.next;
  }
  return parsed;
}

/** A night's attributes part: the file through the check, staging and application; with answers the part runs again. */
export async function syncAttributes(
  district: TestDistrict,
  file: string | Uint8Array,
  { maxRows, answers = [] }: { maxRows?: number; answers?: Answer[] } = {},
): Promise<AttributeResult> {
  const { db } = district;
  const parsed = parseAttributes(file, maxRows);
  const run = await district.openRun();
  await db.transaction((trx) => createAttributeStaging(trx, run));
  try {
    for (const [batch, { rows, errorRows }] of parsed.batches.entries()) {
      await db.transaction((trx) => stageAttributeRows(trx, run, batch, rows, errorRows));
    }
    const sha256 = createHash('sha256').update(file).digest('hex');
    await recordFetched(district, run, sha256);
    const applied = {
      name: 'student_attributes.csv',
      sha256,
      attributes: parsed.header.attributes,
      parsed: parsed.counts,
    };
    const pass = async () => {
      const result = await applyStaged(db, run, execution, applied);
      return { result, ...(await db.transaction((trx) => closeRun(trx, run, [], false))) };
    };
    let { result, status, questions } = await pass();
    for (const [index, [question, answer]] of answers.entries()) {
      await db.transaction((trx) =>
        recordAnswer(trx, run, { question, answer, by: 'Ada Admin', key: `${index}`, parts: ['attributes'] }),
      );
      ({ result, status, questions } = await pass());
    }
    const [held, counts] = isHeld(result) ? [result.held, null] : [[], result];
    return { runId: run.runId, status, questions, held, counts, ...(await district.written(run.runId)) };
  } finally {
    await db.transaction((trx) => dropAttributeStaging(trx, run));
  }
}

async function recordFetched({ db }: TestDistrict, run: RunContext, sha256: string): Promise<void> {
  await query(
    db,
    `insert into run_step (district_id, run_id, step, result, started_at)
     values (:districtId, :runId, 'fetchAttributeFile', jsonb_build_object('sha256', cast(:sha256 as text)), now())`,
    { districtId: run.districtId, runId: run.runId, sha256 },
  );
}

/** Open values as `S1 House=Oak`, ended ones as `S1 House=Oak (absent)`, sorted. */
export async function attributes({ db, districtId, scopeId }: TestDistrict): Promise<string[]> {
  const rows = await query<{ text: string }>(
    db,
    `select s.sis_id || ' ' || a.name || '=' || v.value || coalesce(' (' || v.end_reason || ')', '') as text
     from student_attribute v
     join attribute a using (district_id, attribute_id)
     join student s using (district_id, student_id)
     where v.district_id = :districtId and s.scope_id = :scopeId`,
    { districtId, scopeId },
  );
  return rows.map(({ text }) => text).sort();
}

/** The version of every record that the part may write: equal where nothing was written. */
export async function versions({ db, districtId }: TestDistrict): Promise<string> {
  const tables = ['attribute', 'student_attribute', 'change', 'withheld'];
  const [row] = await query<{ versions: string }>(
    db,
    `select string_agg(versions, chr(10)) as versions from (${tables
      .map(
        (table) =>
          `select string_agg(ctid::text || xmin::text, ' ' order by ctid) as versions from ${table} where district_id = :districtId`,
      )
      .join(' union all ')}) as all_tables`,
    { districtId },
  );
  return row!.versions;
}
