import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { withDatabase } from '../system.js';

/** district add, school add. */
export function addScopes(program: Command, cli: Cli): void {
  program
    .command('district')
    .description('districts')
    .command('add')
    .description('add a district; its sync is off until "settings set SLUG enabled=true"')
    .argument('<slug>', 'short name: lower-case letters, digits, hyphens')
    .argument('<name>', 'name as people read it')
    .action(async (slug: string, name: string) => {
      const { addDistrict } = await import('../../settings/scopes.js');
      const scope = await withDatabase(cli, (db) => addDistrict(db, { slug, name }));
      answer(cli, scope);
    });

  program
    .command('school')
    .description('schools with a sync of their own')
    .command('add')
    .description('add a school that has a sync of its own')
    .argument('<district>', "the district's short name")
    .argument('<slug>', 'short name: lower-case letters, digits, hyphens')
    .argument('<name>', 'name as people read it')
    .option('--source-id <id>', "the school's id in the roster (OneRoster: the org's sourcedId)")
    .action(async (district: string, slug: string, name: string, flags: { sourceId?: string }) => {
      const { addSchool } = await import('../../settings/scopes.js');
      const school = { district, slug, name, sourceId: flags.sourceId ?? null };
      answer(cli, await withDatabase(cli, (db) => addSchool(db, school)));
    });
}

function answer(cli: Cli, scope: { slug: string; names: { districtName: string; schoolName: string | null } }): void {
  const { districtName, schoolName } = scope.names;
  const name = schoolName ?? districtName;
  cli.answer(
    { scope: scope.slug, district: districtName, school: schoolName },
    `Added ${name}. Its scope is ${scope.slug}; next: dailysync settings set ${scope.slug} sftp.host=… sftp.username=…`,
  );
}
