import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { gunzip } from '../../src/archives/gzip.js';
import { oneFileIn } from '../../src/archives/one-file.js';
import { zipLimits } from '../../src/archives/zip.js';
import { SyncFailure } from '../../src/contract/failures.js';
import { memoryFile, zipBytes } from '../roster/files.js';

const csv = 'studentSisId,lastName\nS1,Ruiz\n';
const within = { isWanted: (name: string) => name === 'guardians.csv', others: ['student_attributes.csv'] };
const refusedAs = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SyncFailure, String(error));
  assert.equal(error.code, code);
  assert.match(error.reportMessage, words);
  return true;
};

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}

async function found(files: Record<string, string>): Promise<string> {
  const one = await oneFileIn(memoryFile('export.zip', await zipBytes(files)), within);
  return one ? `${one.name}: ${await read(one.content)}` : 'no archive';
}

describe('the one file in an archive', () => {
  it('is the one by its name, in a folder or not, whatever else is there', async () => {
    assert.equal(await found({ 'guardians.csv': csv, 'users.csv': 'x' }), `guardians.csv: ${csv}`);
    assert.equal(await found({ 'notes.txt': 'x', 'out/GUARDIANS.CSV': csv }), `GUARDIANS.CSV: ${csv}`);
  });

  it('is else the one table, but not the sister file', async () => {
    const files = { 'read me.pdf': 'x', 'families 2026.csv': csv, '__MACOSX/._families 2026.csv': 'x' };
    assert.equal(await found(files), `families 2026.csv: ${csv}`);
    assert.equal(await found({ 'a.txt': csv, 'student_attributes.csv': 'x' }), `a.txt: ${csv}`);
  });

  it('is refused with the names if several could be it, or none', async () => {
    const several = refusedAs('ZipFilesSeveral', /export\.zip was not read: .*It has: a\.csv, b\.txt\. Pack the one/);
    await assert.rejects(found({ 'a.csv': csv, 'b.txt': csv, 'c.pdf': '' }), several);
    await assert.rejects(found({ 'a.csv': csv, 'b.csv': csv }), (error: Error) => !error.message.includes('a.csv'));
    await assert.rejects(found({ 'c.pdf': '' }), refusedAs('ZipFileMissing', /It has: c\.pdf\./));
    await assert.rejects(found({ 'student_attributes.csv': csv }), refusedAs('ZipFileMissing', /attributes/));
    await assert.rejects(found({}), refusedAs('ZipFileMissing', /It has: nothing\./));
  });

  it('is told by the first bytes, not by the name; a workbook is no archive', async () => {
    for (const content of [csv, '', 'P']) assert.equal(await oneFileIn(memoryFile('a.zip', content), within), null);
    assert.equal(await found({ '[Content_Types].xml': 'x', 'xl/workbook.xml': 'x' }), 'no archive');
    const packed = await oneFileIn(memoryFile('guardians.csv', gzipSync(csv)), within);
    assert.equal(await read(packed!.content), csv);
  });

  it('is read out of a gzip file, of several members too', async () => {
    const bytes = Buffer.concat([gzipSync(csv), gzipSync('S2,Ruiz\n')]);
    const one = await oneFileIn(memoryFile('Contacts.csv.GZ', bytes), within);
    assert.equal(one!.name, 'Contacts.csv');
    assert.equal(await read(one!.content), `${csv}S2,Ruiz\n`);
  });

  it('is refused as damaged if the gzip file breaks off or is changed', async () => {
    const bytes = gzipSync(Array.from({ length: 2000 }, (_, n) => `S${n},Ruiz ${n * 7919}\n`).join(''));
    const changed = Buffer.from(bytes);
    changed[bytes.length - 5]! ^= 0xff;
    for (const broken of [bytes.subarray(0, 12), bytes.subarray(0, -3), changed]) {
      await assert.rejects(
        read(gunzip(memoryFile('a.gz', broken))),
        refusedAs('GzipDamaged', /a\.gz .*Export it again/),
      );
    }
  });

  it('is refused as unsafe if the gzip file unpacks to too much', async () => {
    const bomb = memoryFile('a.gz', gzipSync('0'.repeat(20_000_000)));
    await assert.rejects(read(gunzip(bomb)), refusedAs('GzipUnsafe', /more than 200 times/));
    const limits = { ...zipLimits, unpackedBytes: 10 };
    await assert.rejects(
      read(gunzip(memoryFile('a.gz', gzipSync(csv)), limits)),
      refusedAs('GzipUnsafe', /GiB unpacked/),
    );
  });

  it('passes a failure of the store on', async () => {
    const failure = new SyncFailure('BlobStoreUnavailable', 'The store is away.', { retryable: true });
    const bytes = gzipSync('0'.repeat(100_000));
    const file = {
      ...memoryFile('a.gz', bytes),
      async *open() {
        yield bytes.subarray(0, 20);
        throw failure;
      },
    };
    await assert.rejects(read(gunzip(file)), (error) => error === failure);
  });
});
