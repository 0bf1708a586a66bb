import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Knex } from 'knex';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type CopyValue = string | number | boolean | null;

const chunkCharacters = 64 * 1024;

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
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  let count = 0;
  async function* text() {
    let buffer = '';
    for await (const row of rows) {
      count += 1;
      buffer += `${row.map(copyCell).join('\t')}\n`;
      if (buffer.length >= chunkCharacters) {
        yield buffer;
        buffer = '';
      }
    }
    if (buffer !== '') yield buffer;
  }
  const client = (await trx.client.acquireConnection()) as PoolClient;
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(text(), { objectMode: true }), stream);
  return count;
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function copyCell(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value);
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '') : text;
}
