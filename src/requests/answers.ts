import type { Client } from '@temporalio/client';
import { type Answer, decide } from './decide.js';
import { retry } from './retry.js';

/** What a page may send to a waiting sync. Each resolves with a sentence, or throws a SyncFailure. */
export interface SyncAnswers {
  decide(scope: string, answer: Answer): Promise<string>;
  retry(scope: string, by: string): Promise<string>;
}

/** Connects when there is something to send: pages are shown while Temporal is away, too. */
export function answersThrough(connect: () => Promise<Client>): SyncAnswers {
  const withClient = async <Result>(ask: (client: Client) => Promise<Result>): Promise<Result> => {
    const client = await connect();
    try {
      return await ask(client);
    } finally {
      await client.connection.close();
    }
  };
  return {
    decide: (scope, answer) => withClient((client) => decide(client, scope, answer)),
    retry: (scope, by) => withClient((client) => retry(client, scope, by)),
  };
}
