import assert from 'node:assert/strict';
import { SyncFailure } from '../../src/contract/failures.js';
import { assign } from '../../src/settings/assign.js';
import { settingsSchema } from '../../src/settings/schema.js';
import { defaultSettings } from '../../src/settings/sync-settings.js';
import { badSettings } from '../../src/settings/wrong-settings.js';

describe('a setting that is wrong', () => {
  function told(name: string, text: string): SyncFailure | null {
    const settings = structuredClone(defaultSettings);
    try {
      assign(settings, name, text);
    } catch (error) {
      assert.ok(error instanceof SyncFailure);
      return error;
    }
    const checked = settingsSchema.safeParse(settings);
    return checked.success ? null : badSettings(checked.error.issues, { [name]: text });
  }

  for (const [name, near] of [
    ['sftp.hots', 'sftp.host'],
    ['sftp.Host', 'sftp.host'],
    ['sftp.pasword', 'sftp.password'],
    ['timezone', 'schedule.timeZone'],
    ['roster.studentIdFeild', 'roster.studentIdField'],
    ['roster.studentID', 'roster.studentIdField'],
    ['guardians.columnMapping.firstname', 'guardians.columnMapping.firstName'],
    ['thresholdPercent.student', 'thresholdPercent.students'],
    ['something.else', null],
    ['sftp', null],
    ['enabled.more', null],
    ['__proto__.polluted', null],
    ['roster.constructor', null],
  ] as const) {
    it(`is told with ${near ?? 'no other name'}: ${name}`, () => {
      const failure = told(name, 'x');
      assert.equal(failure?.code, 'UnknownSetting');
      assert.match(failure.message, new RegExp(`^There is no setting "${name.replaceAll('.', '\\.')}"\\. `));
      assert.equal(failure.details.nearest ?? null, near);
      assert.equal(failure.message.includes(`Did you mean ${near}?`), near !== null);
      assert.match(failure.message, /"dailysync settings list"/);
    });
  }

  for (const [name, text, sentence] of [
    ['sftp.port', '70000', 'sftp.port (SFTP Port) takes a whole number from 1 to 65,535.'],
    ['sftp.port', 'Hunter2!', 'sftp.port (SFTP Port) takes a whole number from 1 to 65,535.'],
    ['enabled', 'yes', 'enabled (Enable Daily Sync) takes true or false.'],
    [
      'roster.source',
      'clevr',
      'roster.source (Roster source) takes one of oneroster-csv, oneroster-rest, clever, classlink, none. Did you mean clever?',
    ],
    [
      'guardians.encoding',
      'utf8',
      'guardians.encoding (Encoding) takes one of utf-8, utf-16le, utf-16be, windows-1252, or null (detect it). Did you mean utf-8?',
    ],
    ['country', 'usa', 'country (Country) takes a two-letter country code like US.'],
    ['schedule.timeZone', 'Eastern', 'schedule.timeZone (Time zone) takes a time zone like America/New_York.'],
    ['roster.manageGuardians', 'true', null],
  ] as const) {
    it(`is told with what it takes: ${name}=${text}`, () => {
      const failure = told(name, text);
      if (sentence === null) return assert.equal(failure, null);
      assert.equal(failure?.code, 'BadSetting');
      assert.equal(failure.message, `${sentence} "dailysync settings list" lists all settings, with what they take.`);
      assert.deepEqual(failure.details.settings, [name]);
    });
  }

  it('is told by the rule that it breaks together with another', () => {
    const settings = structuredClone(defaultSettings);
    assign(settings, 'roster.manageGuardians', 'true');
    assign(settings, 'guardians.enabled', 'true');
    const checked = settingsSchema.safeParse(settings);
    assert.ok(!checked.success);
    assert.match(
      badSettings(checked.error.issues, {}).message,
      /^roster\.manageGuardians does not fit\. Guardians come from guardians\.csv .* turn one off\. /,
    );
  });

  it('is none if it is written as people type it', () => {
    for (const [name, text] of [
      ['sftp.path', '12345'],
      ['roster.path', 'null'],
      ['roster.version', '1.2'],
      ['guardians.contactTypes', '["Primary"]'],
      ['guardians.columnMapping', '{"email":"Mail"}'],
      ['guardians.columnMapping.email', 'Mail'],
      ['roster.schools', '["0101"]'],
      ['schedule.blackoutDates', '["2026-12-24..2027-01-04"]'],
    ] as const)
      assert.equal(told(name, text), null, `${name}=${text}`);
  });
});
