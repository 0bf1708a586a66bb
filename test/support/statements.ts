import type { Knex } from 'knex';

/** The statements that were sent while the action ran: each is a round trip to the server. */
export async function statementsOf(db: Knex, action: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const record = ({ sql }: { sql: string }) => sent.push(sql);
  db.on('query', record);
  try {
    await action();
  } finally {
    db.removeListener('query', record);
  }
  return sent;
}
