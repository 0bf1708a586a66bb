import type { Command } from 'commander';
import type { Knex } from 'knex';
import { taskQueues } from '../../contract/queues.js';
import { asTyped } from '../../settings/describe.js';
import type { Scope } from '../../settings/scopes.js';
import type { SyncSettings } from '../../settings/sync-settings.js';
import type { Cli } from '../cli.js';
import { person } from '../person.js';
import { settingValues } from '../setting-values.js';
import { withDatabase, withTemporal } from '../system.js';
import { table } from '../table.js';

/** settings list, settings show, settings set. */
export function addSettings(program: Command, cli: Cli): void {
  const settings = program.command('settings').description('settings of a scope');

  settings
    .command('list')
    .description('all settings: what each one does, what it takes and its default')
    .action(async () => {
      const [{ settingsList, listedSettings }, { fields }] = await Promise.all([
        import('../settings-list.js'),
        import('../../settings/fields.js'),
      ]);
      cli.answer(listedSettings(fields), settingsList(fields));
    });

  settings
    .command('show')
    .description('list the settings with their values; of secrets, whether they are set')
    .argument('<scope>', '<district> or <district>/<school>')
    .action((slug: string) =>
      withDatabase(cli, async (db) => {
        const { findScope } = await import('../../settings/scopes.js');
        await show(cli, await findScope(db, slug), []);
      }),
    );

  settings
    .command('set')
    .description('change settings, all or none; a sync that waits for attention then tries its failed steps again')
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('[name=value...]', 'such as sftp.host=sftp.example.org; name=- reads a secret from standard input')
    .option('--secret-from-file <name=path>', 'read a secret from a file; may be repeated', collect)
    .option('--by <name>', 'who asks, for the record')
    .addHelpText('after', '\n"dailysync settings list" lists all settings, with what they take.')
    .action(async (slug: string, pairs: string[], flags: { secretFromFile?: string[]; by?: string }) => {
      const { values, secretsTyped } = await settingValues(pairs, flags.secretFromFile ?? [], cli.io.input);
      for (const name of secretsTyped) cli.say(typedSecret(name));
      const requestedBy = person(flags.by);
      await withDatabase(cli, async (db) => {
        const [{ changeSettings }, { openKeyRing }] = await Promise.all([
          import('../../settings/settings.js'),
          import('../../secrets/key-source.js'),
        ]);
        const scope = await changeSettings(db, await openKeyRing(), slug, values);
        const paused = await tellTemporal(cli, db, scope, requestedBy);
        const { nextSyncText } = await import('../next-sync-text.js');
        cli.say(nextSyncText(scope, paused));
        await show(cli, scope, Object.keys(values));
      });
    });
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

const typedSecret = (name: string) =>
  `Warning: ${name} was typed on the command line, so it is in the shell's history, and others on this computer could see it. Next time use ${name}=- and type it on standard input, or --secret-from-file ${name}=FILE.`;

/**
 * The settings are saved: a Temporal that does not answer is no failure, for a worker makes Schedules equal to them.
 *
 * @returns whether the scope's Schedule is known to be paused
 */
async function tellTemporal(cli: Cli, db: Knex, scope: Scope, requestedBy: string): Promise<boolean> {
  const [{ settingsChanged }, { SyncFailure }] = await Promise.all([
    import('../../requests/settings-changed.js'),
    import('../../contract/failures.js'),
  ]);
  const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
  try {
    const { retries, paused } = await withTemporal((client) => settingsChanged(db, client, queues, scope, requestedBy));
    if (retries) cli.say('The sync that needed attention tries its failed steps again.');
    return paused;
  } catch (error) {
    const code = error instanceof SyncFailure ? error.code : 'TemporalUnreachable';
    cli.say(
      `${code}: The settings are saved. A worker makes the Schedule equal to them when it starts, and every hour.`,
    );
    return false;
  }
}

async function show(cli: Cli, scope: Scope, changed: readonly string[]): Promise<void> {
  const secrets = await secretStates(scope);
  const { districtName, schoolName } = scope.names;
  const [{ defaultSettings }, { nextSync }] = await Promise.all([
    import('../../settings/sync-settings.js'),
    import('../../settings/next-sync.js'),
  ]);
  const settings = inOrder(scope.settings, defaultSettings);
  const rows = [...flatten(settings), ...Object.entries(secrets)];
  const shown =
    changed.length === 0
      ? rows
      : rows.filter(([name]) => changed.some((each) => name === each || each.startsWith(`${name}.`)));
  cli.answer(
    {
      scope: scope.slug,
      district: districtName,
      school: schoolName,
      nextSync: nextSync(settings, new Date()),
      settings,
      secrets,
    },
    table(['setting', 'value'], shown),
  );
}

/** In the order of the defaults: the database does not keep the order of names. */
function inOrder<Group extends object>(stored: Group, order: Group): Group {
  const names = [...new Set([...Object.keys(order), ...Object.keys(stored)])] as (keyof Group)[];
  const isGroup = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    names.map((name) => {
      const [value, like] = [stored[name], order[name]];
      return [name, isGroup(value) && isGroup(like) ? inOrder(value, like) : value];
    }),
  ) as Group;
}

/** Dotted names with values as `settings set` takes them. */
function flatten(settings: SyncSettings): [string, string][] {
  return Object.entries(settings).flatMap(([name, value]): [string, string][] => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isGroup) return [[name, asTyped(value)]];
    return Object.entries(value).map(([inner, each]): [string, string] => [`${name}.${inner}`, asTyped(each)]);
  });
}

async function secretStates(scope: Scope): Promise<Record<string, 'set' | 'not set'>> {
  const [{ secretNames, secretsSet }, { openKeyRing }] = await Promise.all([
    import('../../settings/scope-secrets.js'),
    import('../../secrets/key-source.js'),
  ]);
  const set = scope.secrets === null ? null : secretsSet(await openKeyRing(), scope);
  return Object.fromEntries(secretNames.map((name) => [name, set?.[name] ? 'set' : 'not set']));
}
