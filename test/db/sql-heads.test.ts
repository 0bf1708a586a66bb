import assert from 'node:assert/strict';
import path from 'node:path';
import { sqlHeads } from './working-tables.js';

describe('the files of SQL', () => {
  it('say in their heads which working tables they read, make and change', () => {
    const wrong = sqlHeads().filter(({ said, wanted }) => said !== wanted);
    assert.deepEqual(
      wrong.map(({ file, wanted }) => `${file}:\n${wanted}`),
      [],
    );
  });

  it('have no numbers in their names: their order is in the code', () => {
    const numbered = sqlHeads().filter(({ file }) => /\d/.test(path.basename(file)));
    assert.deepEqual(numbered, []);
  });
});
