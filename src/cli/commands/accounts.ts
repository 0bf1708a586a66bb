import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../cli.js';
import { person } from '../person.js';
import { withDatabase } from '../system.js';

/** account claim. */
export function addAccounts(program: Command, cli: Cli): void {
  program
    .command('account')
    .description('accounts of staff and guardians')
    .command('claim')
    .description('record that a person uses the account: its contact details are theirs from now on')
    .argument('<account>', 'number of the account', accountNumber)
    .option('--by <name>', 'who says so, for the record')
    .action(async (accountId: number, flags: { by?: string }) => {
      const { claimAccount } = await import('../../accounts/claim.js');
      const by = person(flags.by);
      const { claimedAt, before } = await withDatabase(cli, (db) => claimAccount(db, accountId, by));
      cli.answer(
        { account: accountId, claimedAt: claimedAt.toISOString(), before },
        before
          ? `Account ${accountId} was claimed before, at ${claimedAt.toISOString()}. Nothing changed.`
          : `Account ${accountId} is claimed. Syncs keep its contact details, unless the setting guardians.updateActiveContacts is true.`,
      );
    });
}

function accountNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('The number of an account is wanted.');
  return n;
}
