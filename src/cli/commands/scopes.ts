import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { withDatabase } from '../system.js';
import { table } from '../table.js';

/** district add and list; school add, set and list. */
export function addScopes(program: Command, cli: Cli): void {
  addDistrictCommands(program.command('district').description('districts'), cli);
  addSchoolCommands(program.command('school').description('schools that have their own sync'), cli);
}

function addDistrictCommands(district: Command, cli: Cli): void {
  district
    .command('add')
    .description('add a district; its sync stays off until "settings set SLUG enabled=true"')
    .argument('<slug>', 'short name: lower-case letters, digits, hyphens')
    .argument('<name>', 'name that people see')
    .action(async (slug: string, name: string) => {
      const { addDistrict } = await import('../../settings/scopes.js');
      const scope = await withDatabase(cli, (db) => addDistrict(db, { slug, name }));
      answer(cli, scope);
    });

  district
    .command('list')
    .description('list the districts')
    .action(async () => {
      const { listScopes } = await import('../../settings/scopes.js');
      const all = await withDatabase(cli, (db) => listScopes(db));
      const districts = all
        .filter(({ names }) => names.schoolName === null)
        .map(({ slug, names, enabled }) => ({
          scope: slug,
          name: names.districtName,
          enabled,
          schools: all.filter((other) => other.slug.startsWith(`${slug}/`)).length,
        }));
      const rows = districts.map(({ scope, name, enabled, schools }) => [scope, name, onOff(enabled), schools]);
      cli.answer(
        { districts },
        rows.length === 0
          ? 'There are no districts yet. To add one: "dailysync district add SLUG NAME"'
          : table(['scope', 'name', 'sync', 'schools'], rows),
      );
    });
}

function addSchoolCommands(school: Command, cli: Cli): void {
  school
    .command('add')
    .description('add a school that has its own sync')
    .argument('<district>', "the district's short name")
    .argument('<slug>', 'short name: lower-case letters, digits, hyphens')
    .argument('<name>', 'name that people see')
    .option('--source-id <id>', "the school's ID in the roster (OneRoster: the org's sourcedId)")
    .action(async (district: string, slug: string, name: string, flags: { sourceId?: string }) => {
      const { addSchool } = await import('../../settings/scopes.js');
      const school = { district, slug, name, sourceId: flags.sourceId ?? null };
      answer(cli, await withDatabase(cli, (db) => addSchool(db, school)));
    });

  school
    .command('set')
    .description("set a school's ID in the roster (OneRoster: the org's sourcedId)")
    .argument('<scope>', '<district>/<school>')
    .requiredOption('--source-id <id>', "the school's ID in the roster")
    .action(async (slug: string, { sourceId }: { sourceId: string }) => {
      const { setSchoolSourceId } = await import('../../settings/schools.js');
      await withDatabase(cli, (db) => setSchoolSourceId(db, slug, sourceId));
      cli.answer({ scope: slug, sourceId }, `From now on, ${slug} is the school "${sourceId}" of the roster.`);
    });

  school
    .command('list')
    .description("list a district's schools that have their own sync")
    .argument('<district>', "the district's short name")
    .action(async (district: string) => {
      const { listSchools } = await import('../../settings/schools.js');
      const schools = await withDatabase(cli, (db) => listSchools(db, district));
      const rows = schools.map(({ scope, name, sourceId, enabled }) => [scope, name, sourceId ?? '', onOff(enabled)]);
      cli.answer(
        { district, schools },
        rows.length === 0
          ? `No school of ${district} has its own sync yet. To add one: "dailysync school add ${district} SLUG NAME"`
          : table(['scope', 'name', 'roster ID', 'sync'], rows),
      );
    });
}

function onOff(enabled: boolean): string {
  return enabled ? 'on' : 'off';
}

function answer(cli: Cli, scope: { slug: string; names: { districtName: string; schoolName: string | null } }): void {
  const { districtName, schoolName } = scope.names;
  const name = schoolName ?? districtName;
  cli.answer(
    { scope: scope.slug, district: districtName, school: schoolName },
    `Added ${name}. Its scope is ${scope.slug}. Next: "dailysync settings set ${scope.slug} sftp.host=… sftp.username=…"`,
  );
}
