import type { Knex } from 'knex';
import type { BlobManifest } from '../blobs/blob-manifest.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { storeChunks } from '../blobs/store-chunks.js';
import { parts, type SyncPart, tablesOf } from '../contract/parts.js';
import { rowsOf } from '../db/cursor.js';
import { planForWholeTables } from '../db/set-based.js';
import { sqlFile } from '../db/sql-files.js';
import { loadRun, type RunContext } from '../runs/context.js';
import type { EntityCounts } from '../runs/counts.js';
import { loadBlob } from '../runs/received-files.js';
import { dryRunStep, type StoredDryRun } from '../runs/report/dry-run.js';
import type { DryRunChange, DryRunChanges, RunReport } from '../runs/report/types.js';
import { stepResult } from '../runs/steps.js';

const changesSql = sqlFile(import.meta.url, './changes.sql')();

/** Of each entity and action, how many stand in the report; the file has them all. */
const listed = 20;

/**
 * Writes what the run has changed in this transaction into the blob store: JSON lines, encrypted, in bounded memory.
 *
 * @param counts what the run made any of
 */
export async function storeChanges(
  trx: Knex.Transaction,
  blobs: BlobStore,
  run: RunContext,
  counts: RunReport['counts'],
): Promise<{ changes: DryRunChanges; manifest: BlobManifest }> {
  const totals = new Map<string, DryRunChanges['total'][number]>();
  const list: DryRunChange[] = [];
  const values = { districtId: run.districtId, runId: run.runId, tables: tablesOf(), ...made(counts) };
  await planForWholeTables(trx);
  const lines = async function* () {
    for await (const rows of rowsOf<{ entity: string; action: string; json: string }>(trx, changesSql, values)) {
      for (const { entity, action, json } of rows) {
        const total = totals.get(`${entity} ${action}`) ?? { entity, action, count: 0 };
        totals.set(`${entity} ${action}`, total);
        total.count += 1;
        if (total.count <= listed) list.push(JSON.parse(json));
      }
      yield Buffer.from(rows.map(({ json }) => `${json}\n`).join(''));
    }
  };
  const manifest = await storeChunks(blobs, lines());
  return { changes: { total: [...totals.values()], list, blobId: manifest.id }, manifest };
}

/** Everything that a dry run would change, as JSON lines; null for a run that is none, or not through. */
export async function changesOf(db: Knex, blobs: BlobStore, runId: number): Promise<AsyncIterable<string> | null> {
  const run = await loadRun(db, runId);
  const stored = await stepResult<StoredDryRun>(db, run, dryRunStep);
  if (!stored) return null;
  const manifest = await loadBlob(db, run, stored.result.changes.blobId);
  return asText(blobs.read(manifest));
}

async function* asText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // A character may stand in two chunks.
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
}

/** Of each kind whether the run made any. */
function made({ accounts, ...counts }: RunReport['counts']): Record<string, boolean> {
  const created = (part: SyncPart, kind: string) =>
    part === 'accounts' ? accounts?.created : (counts as Counted)[part]?.[kind]?.created;
  return Object.fromEntries(
    parts.flatMap(({ name, kinds }) => Object.keys(kinds).map((kind) => [kind, (created(name, kind) ?? 0) > 0])),
  );
}

type Counted = Partial<Record<SyncPart, Record<string, Partial<EntityCounts>> | null>>;
