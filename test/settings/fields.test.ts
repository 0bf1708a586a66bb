import assert from 'node:assert/strict';
import { settingsDoc } from '../../scripts/settings-doc.js';
import { listedSettings, settingsList } from '../../src/cli/settings-list.js';
import { type Field, secret, setting } from '../../src/settings/field.js';
import { fields } from '../../src/settings/fields.js';
import { schemaOf, settingsSchema } from '../../src/settings/schema.js';
import { secretNames, secretsOf } from '../../src/settings/scope-secrets.js';
import { defaultSettings, defaultsOf, withDefaults } from '../../src/settings/sync-settings.js';
import { whole } from '../../src/settings/values.js';

describe('the rows of the settings', () => {
  const rows: readonly Field[] = [
    ...fields,
    setting('schedule.maxRuns', {
      ...{ label: 'Most syncs a day', help: 'No more syncs than this start on one day.', group: 'when' },
      ...{ values: whole(1, 99), default: 9 },
    }),
    secret('roster.pin', {
      ...{ label: 'PIN', help: 'The PIN of the server.', group: 'source', sources: ['classlink'] },
    }),
  ];

  it('are all that a setting needs to be known: help, docs, defaults, what may be stored, secrets', () => {
    const help = settingsList(rows);
    const own = (text: string) => help.split('\n').filter((line) => line.includes(text));
    assert.equal(own('Most syncs a day. No more syncs than this start on one day.').length, 1);
    assert.equal(own('Takes a whole number from 1 to 99. Default: 9.').length, 1);
    assert.equal(own('Takes a secret. Only for classlink.').length, 1);
    const names = (listedSettings(rows) as { settings: { name: string }[] }).settings.map(({ name }) => name);
    assert.deepEqual(names.slice(-2), ['schedule.maxRuns', 'roster.pin']);

    const docs = settingsDoc(rows);
    assert.match(docs, /^\| `schedule.maxRuns` \| Most syncs a day \| a whole number from 1 to 99 \| `9` \| No more/m);
    assert.match(
      docs,
      /^\| `roster.pin` \| PIN \| a secret \| {2}\| The PIN of the server. Only for `classlink`. \|$/m,
    );
    assert.ok(docs.includes(`${secretNames.map((name) => `\`${name}\``).join(', ')}, \`roster.pin\`.`));

    assert.deepEqual(
      secretsOf(rows).map(({ path }) => path),
      [...secretNames, 'roster.pin'],
    );
    const defaults = defaultsOf(rows) as typeof defaultSettings;
    assert.deepEqual(defaults, { ...defaultSettings, schedule: { ...defaultSettings.schedule, maxRuns: 9 } });
    const stored = (maxRuns: number) =>
      schemaOf(rows).safeParse({ ...defaults, schedule: { ...defaults.schedule, maxRuns } }).success;
    assert.deepEqual([stored(99), stored(100)], [true, false]);
    assert.equal(settingsSchema.safeParse(defaults).success, false);
  });

  it('have names of their own, labels, help and defaults that may be stored', () => {
    assert.equal(new Set(fields.map(({ path }) => path)).size, fields.length);
    for (const { path, label, help } of fields) {
      assert.match(path, /^([a-z]\w*\.)?[a-z]\w*$/i);
      assert.match(label, /^[A-Z].*[^.]$/, path);
      assert.match(help, /^\S.*\.$/, path);
    }
    assert.deepEqual(settingsSchema.parse(defaultSettings), defaultSettings);
  });

  it('keep the words of the original', () => {
    const labels: string[] = fields.map(({ label }) => label);
    for (const word of [
      ...['Enable Daily Sync', 'Sync Start Time', 'Student ID', 'Archived Students', 'Phone Credential Column'],
      ...['Unarchive classrooms that reappear', 'Allow sync to manage guardians', 'Guardians Sync Enabled'],
      ...['Allow the sync to update contact details of active users', 'School Connections to SIS'],
      ...['SFTP Login', 'SFTP Password', 'SFTP Host', 'SFTP Path'],
    ])
      assert.ok(labels.includes(word), word);
    assert.ok(labels.some((label) => label.startsWith('Deletion Threshold')));
  });

  it('leave settings of an earlier release as they were, and give what it did not know its default', () => {
    const stored = { enabled: true, sftp: { host: 'sftp.lake.example', port: 2222 } } as Partial<
      typeof defaultSettings
    >;
    const read = withDefaults(stored);
    assert.deepEqual(read, {
      ...defaultSettings,
      enabled: true,
      sftp: { ...defaultSettings.sftp, host: 'sftp.lake.example', port: 2222 },
    });
  });
});
