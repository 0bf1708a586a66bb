import assert from 'node:assert/strict';
import fc from 'fast-check';
import { command, inDataFolder } from '../../src/words/commands.js';
import { list } from '../../src/words/lists.js';
import { count, number, percent } from '../../src/words/numbers.js';
import { partNames, partTitle } from '../../src/words/parts.js';
import { countRecords } from '../../src/words/record-kinds.js';
import { badgeOf } from '../../src/words/statuses.js';
import { stepName } from '../../src/words/steps.js';
import { age, when } from '../../src/words/times.js';

describe('Words', () => {
  it('write numbers, percents and lists as people in the US do', () => {
    assert.deepEqual([0, 1234, 2_000_000].map(number), ['0', '1,234', '2,000,000']);
    assert.deepEqual(
      [count(1, 'row'), count(2000, 'row'), count(2, 'batch', 'batches')],
      [...['1 row', '2,000 rows', '2 batches']],
    );
    assert.deepEqual([25, 99.8, 99.96, 100, 0, 0.57 * 100].map(percent), [
      ...['25%', '99.8%', '99.9%', '100%', '0%', '57%'],
    ]);
    assert.deepEqual(
      [list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])],
      [...['', 'a', 'a and b', 'a, b, and c']],
    );
  });

  it('never call a part all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (whole) => {
        assert.notEqual(percent(((whole - 1) / whole) * 100), '100%');
        assert.equal(percent((whole / whole) * 100), '100%');
      }),
    );
  });

  it('tell a time with its zone, and with its year if that is another', () => {
    const now = new Date('2026-06-01T12:00:00Z');
    assert.equal(when('2026-03-10T07:30:00Z', 'America/New_York', now), 'Tue, Mar 10, 3:30 AM EDT');
    assert.equal(when('2025-12-31T21:05:00Z', 'America/Los_Angeles', now), 'Wed, Dec 31, 2025, 1:05 PM PST');
    assert.equal(when('2026-01-01T00:30:00Z', 'UTC', now), 'Thu, Jan 1, 12:30 AM UTC');
    const ages = ['2026-06-01T11:59:30Z', '2026-06-01T11:58:00Z', '2026-06-01T10:59:59Z', '2026-05-30T11:00:00Z'];
    assert.deepEqual(
      ages.map((iso) => age(iso, now)),
      ['just now', '2 minutes ago', '1 hour ago', '2 days ago'],
    );
  });

  it('name records by their kind as by their entity, and parts and steps as people do', () => {
    assert.deepEqual(
      [countRecords(1, 'guardianLinks'), countRecords(1200, 'guardian_link')],
      [...['1 link to a child', '1,200 links to children']],
    );
    assert.equal(partNames(['roster', 'guardians', 'roster']), 'the roster and the guardian file');
    assert.equal(partTitle('attributes'), 'Student attributes file');
    assert.deepEqual(
      [stepName('stageRoster/staff'), stepName('parseGuardianBatch')],
      [...['Reading the roster: staff', 'Reading the guardian file']],
    );
  });

  it('give a status a shape and a word, and a dry run that which the sync would have', () => {
    const { shape, label, tone } = badgeOf({ kind: 'sync', status: 'done_with_warnings' });
    assert.deepEqual([shape, label, tone], ['warnings', 'Done, with warnings', 'warning']);
    const dryRun = badgeOf({ kind: 'preview', status: 'held' });
    assert.deepEqual([dryRun.shape, dryRun.label], ['dry-run', 'Would be on hold']);
  });

  it('advise commands for the system that they were asked of', () => {
    assert.equal(command('sync hill', null), 'dailysync sync hill');
    assert.equal(command('sync hill', '/srv/data'), 'dailysync sync hill --data /srv/data');
    assert.equal(command('sync hill', "Ann's data"), `dailysync sync hill --data 'Ann'\\''s data'`);
    const sentence = 'Start it: "dailysync up", or "dailysync worker --data there".';
    assert.equal(inDataFolder(sentence, undefined), sentence);
    assert.equal(
      inDataFolder(sentence, 'here'),
      'Start it: "dailysync up --data here", or "dailysync worker --data there".',
    );
  });
});
