import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Knex } from 'knex';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

export type CopyValue = string | number | boolean | null;

const chunkCharacters = 64 * 1024;

/** Rows at hand, or rows to come: those in stretches, for a promise a row would cost more than the row. */
export type CopySource = Iterable<readonly CopyValue[]> | AsyncIterable<Iterable<readonly CopyValue[]>>;

/**
 * Streams rows into a table by COPY on the transaction's own connection, in chunks, with back-pressure. Staging
 * columns are text, so that COPY never casts: PostgreSQL quotes cells in its cast errors.
 *
 * @returns the number of rows written
 */
export async function copyRows(
  trx: Knex.Transaction,
  table: string,
  columns: readonly string[],
  rows: CopySource,
): Promise<number> {
  let count = 0;
  async function* text() {
    let buffer = '';
    for await (const stretch of Symbol.asyncIterator in rows ? rows : [rows]) {
      for (const row of stretch) {
        count += 1;
        buffer += copyLine(row);
        if (buffer.length >= chunkCharacters) {
          yield buffer;
          buffer = '';
        }
      }
    }
    if (buffer !== '') yield buffer;
  }
  await copyText(trx, table, columns, text());
  return count;
}

/** Streams COPY's own text into a table, as `copiedText` gave it. */
export async function copyText(
  trx: Knex.Transaction,
  table: string,
  columns: readonly string[],
  text: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const client = (await trx.client.acquireConnection()) as PoolClient;
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(text, { objectMode: true }), stream);
}

/** What a query gives as COPY's text, in chunks, however much it is. `sql` holds its values: COPY binds none. */
export async function* copiedText(trx: Knex.Transaction, sql: string): AsyncGenerator<Uint8Array> {
  const client = (await trx.client.acquireConnection()) as PoolClient;
  yield* client.query(copyTo(`copy (${sql}) to stdout`)) as AsyncIterable<Uint8Array>;
}

/** What is to be copied of each of some records, at hand or to come. */
export function mapped<Item>(
  items: Iterable<Item> | AsyncIterable<Iterable<Item>>,
  cells: (item: Item) => readonly CopyValue[],
): CopySource {
  const stretch = function* (of: Iterable<Item>) {
    for (const item of of) yield cells(item);
  };
  if (!(Symbol.asyncIterator in items)) return stretch(items);
  return (async function* () {
    for await (const some of items) yield stretch(some);
  })();
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function copyLine(row: readonly CopyValue[]): string {
  let line = copyCell(row[0] ?? null);
  for (let index = 1; index < row.length; index += 1) line += `\t${copyCell(row[index] ?? null)}`;
  return `${line}\n`;
}

function copyCell(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value);
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '') : text;
}
