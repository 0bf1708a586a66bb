import assert from 'node:assert/strict';
import { SyncFailure } from '../../src/contract/failures.js';
import { readHeader } from '../../src/guardian-file/index.js';
import { asFailure } from '../../src/guardians/file/refused.js';

/** The line may be no header but a family's row: what history and logs keep must not repeat it. */
describe('a refused header as a failure of the run', () => {
  const headers: [code: string, header: string][] = [
    ['names-unclear', 'Student ID,First Name,Last Name,Zebulonia Grade'],
    ['header-unknown', 'ZEB_ID,ZEB_NAME,ZEB_PHONE'],
    ['column-missing', 'Student ID,Zebulonia'],
    ['column-twice', 'Student ID,Stu ID,Last Name,Zebulonia'],
  ];
  for (const [code, header] of headers) {
    it(`${code}: the report names the headers, and history does not`, async () => {
      const head = new TextEncoder().encode(`${header}\nS1,x,y,z\n`);
      const failure = await asFailure('guardians.csv', async () => readHeader(head)).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(failure instanceof SyncFailure);
      assert.equal(failure.code, code);
      assert.doesNotMatch(failure.message, /zeb/i);
      assert.match(failure.reportMessage ?? '', /zeb/i);
    });
  }
});
