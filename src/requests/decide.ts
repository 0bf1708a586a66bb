import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { dailySyncId } from '../contract/ids.js';
import { decideHold, decideRemovals } from '../contract/requests.js';
import { lockScope } from '../db/locks.js';
import { askAgain } from '../syncs/answer.js';
import { askWorkflow } from './ask-workflow.js';

const updates = { removals: decideRemovals.name, hold: decideHold.name } as const;
export type Question = keyof typeof updates;

export interface Answer {
  question: Question;
  decision: string;
  by: string;
  /** The run whose question was read, and how many records it was about; any if absent. */
  runId?: number;
  records?: number;
}

/**
 * Answers the question of the scope's waiting sync.
 *
 * @throws SyncFailure `NothingToDecide`, `NoWorker`
 */
export async function decide(client: Client, scope: string, { question, ...decision }: Answer): Promise<string> {
  const refusal = new SyncFailure(
    'NothingToDecide',
    `No sync of "${scope}" waits for an answer about ${question === 'hold' ? 'a file or roster on hold' : 'removals'}. What was not answered in time is asked again by the next sync: "dailysync sync ${scope}" starts one.`,
  );
  return askWorkflow(client, refusal, () =>
    client.workflow
      .getHandle(dailySyncId(scope))
      .executeUpdate<string, [Omit<Answer, 'question'>]>(updates[question], { args: [decision] }),
  );
}

/** Opens the question about what was to be kept. @returns how many records the next sync asks about */
export async function openRemovals(db: Knex, scope: { districtId: number; scopeId: number }): Promise<number> {
  return db.transaction(async (trx) => {
    await lockScope(trx, scope.districtId, scope.scopeId);
    return askAgain(trx, scope);
  });
}
