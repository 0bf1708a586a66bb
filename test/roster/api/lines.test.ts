import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { lines } from '../../../src/roster/api/lines.js';

async function linesOf(text: string, chunkBytes: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const read: string[] = [];
  for await (const line of lines(Readable.from(chunks))) read.push(line);
  return read;
}

describe('lines of what was received', () => {
  for (const [chunkBytes, times] of [
    [7, 500],
    [65_535, 40_000],
    [1024 * 1024, 40_000],
  ] as const)
    it(`are whole, however long, in chunks of ${chunkBytes} bytes`, async () => {
      const text = `a${'\u00e9\u4e16\u{1f600}'.repeat(times)}`;
      assert.deepEqual(await linesOf(`first\n${text}\n\nlast`, chunkBytes), ['first', text, '', 'last']);
    });

  it('end with a last newline, or without one', async () => {
    assert.deepEqual(await linesOf('one\ntwo\n', 4), ['one', 'two']);
    assert.deepEqual(await linesOf('', 4), []);
  });
});
