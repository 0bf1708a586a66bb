import { type Command, InvalidArgumentError } from 'commander';
import { when } from '../../words/times.js';
import type { Cli } from '../cli.js';
import { person } from '../person.js';
import { withDatabase } from '../system.js';

/** account claim. */
export function addAccounts(program: Command, cli: Cli): void {
  program
    .command('account')
    .description('accounts of staff and guardians')
    .command('claim')
    .description('record that a person uses the account; from then on its contact details are theirs to change')
    .argument('<account>', 'number of the account', accountNumber)
    .option('--by <name>', 'who says so, for the record')
    .option('--undo', 'take the claim back: the next sync updates the contact details again')
    .action(async (accountId: number, flags: { by?: string; undo?: boolean }) => {
      const { claimAccount, undoClaim } = await import('../../accounts/claim.js');
      const by = person(flags.by);
      if (flags.undo) {
        const undone = await withDatabase(cli, (db) => undoClaim(db, accountId, by));
        cli.answer(
          { account: accountId, claimedAt: null, ...undone },
          undone.before
            ? `The claim of account ${accountId} is taken back. The next sync updates its contact details.`
            : `Account ${accountId} was not claimed. Nothing changed.`,
        );
        return;
      }
      const { claimedAt, before } = await withDatabase(cli, (db) => claimAccount(db, accountId, by));
      cli.answer(
        { account: accountId, claimedAt: claimedAt.toISOString(), before },
        before
          ? `Account ${accountId} was already claimed on ${when(claimedAt.toISOString(), 'UTC')}. Nothing changed.`
          : `Account ${accountId} is claimed. Syncs keep its contact details, unless the setting guardians.updateActiveContacts is true.`,
      );
    });
}

function accountNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('Write the number of an account.');
  return n;
}
