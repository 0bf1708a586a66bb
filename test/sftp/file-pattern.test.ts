import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsName } from '../../src/sftp/file-pattern.js';

describe('a name that stands for several files', () => {
  for (const [pattern, fits, others] of [
    [
      'contacts_*.csv',
      ['contacts_.csv', 'CONTACTS_2026.CSV', 'contacts_a.csv.csv'],
      ['contacts.csv', 'xcontacts_1.csv', 'contacts_1.csv.gz'],
    ],
    ['*', ['', 'a'], []],
    ['a*a', ['aa', 'aba', 'aaa'], ['a', 'ab']],
    ['*.csv*', ['.csv', 'a.csv.gz'], ['a.cs']],
    ['a*b*c', ['abc', 'axbxc', 'abbcc'], ['acb', 'ab', 'bc']],
    ['**a', ['a', 'ba'], ['b']],
    ['guardians.csv', ['guardians.csv', 'Guardians.CSV'], ['guardiansXcsv', 'guardians.csv.gz']],
    ['a.(b)+[c]?.csv', ['A.(b)+[c]?.csv'], ['a.bc.csv']],
  ] as [string, string[], string[]][]) {
    it(`${pattern} fits what it says`, () => {
      for (const name of fits) assert.ok(fitsName(name, pattern), name);
      for (const name of others) assert.ok(!fitsName(name, pattern), name);
    });
  }

  it('is judged as by a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (name, pattern) => {
        const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
        assert.equal(fitsName(name, pattern), new RegExp(`^${expression}$`).test(name));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes no longer for a name made to be slow', () => {
    const started = performance.now();
    assert.ok(!fitsName('a'.repeat(100_000), `${'*a'.repeat(50_000)}*b`));
    assert.ok(performance.now() - started < 2000);
  });
});
