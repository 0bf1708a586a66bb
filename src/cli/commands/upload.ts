import type { Command } from 'commander';
import { taskQueues } from '../../contract/queues.js';
import type { Cli } from '../cli.js';
import { dryRunHelp, dryRunOption, followRequest, waitHelp } from '../follow-request.js';
import { person } from '../person.js';
import { withDatabase, withTemporal } from '../system.js';

interface Flags {
  abandon?: boolean;
  wait?: boolean;
  dryRun?: boolean;
  by?: string;
}

export function addUpload(program: Command, cli: Cli): void {
  program
    .command('upload')
    .description('apply a guardian file from this computer instead of the one from SFTP')
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('<file>', 'the file, with any name')
    .option(
      '--abandon',
      'archive guardians who are not in the file, as an automated sync does; without it the file only adds',
    )
    .option('--wait', 'wait for its end, show its progress and print its report')
    .option('--dry-run', dryRunOption)
    .option('--by <name>', 'who asks, for the record')
    .addHelpText(
      'after',
      `
The upload is a run of the scope. If a sync is running, the upload waits until it ends. It takes over from a run that waits
for a person. The next automated file decides what happens to the guardians that the upload added.
${waitHelp}
${dryRunHelp}`,
    )
    .action(async (slug: string, file: string, { abandon = false, wait = false, dryRun = false, by }: Flags) => {
      const requestedBy = person(by);
      const { openUpload } = await import('../upload-file.js');
      const upload = openUpload(file, cli.io);
      await withDatabase(cli, (db) =>
        withTemporal(async (client) => {
          const [{ requestUpload }, { findScope }, { blobStoreFromEnv }] = await Promise.all([
            import('../../requests/upload.js'),
            import('../../settings/scopes.js'),
            import('../../main/environment.js'),
          ]);
          const scope = await findScope(db, slug);
          const { blobs } = await blobStoreFromEnv();
          const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
          const asked = { scope, file: upload, abandon, dryRun, requestedBy };
          const start = () => requestUpload(db, client, queues, blobs, asked);
          await followRequest({ cli, db, client, scope, start, wait: wait || dryRun });
        }),
      );
    });
}
