import type { Knex } from 'knex';
import pg from 'pg';
import { until } from './runs.js';

/** The first key of the advisory locks that stand for holds. */
const space = 4711;

const triggers = `
create function test_hold() returns trigger language plpgsql as $$
declare
  place text;
begin
  if tg_table_name = 'run' then
    place := 'closeRun';
  else
    place := new.step || case when new.batch = 0 then '' else '/' || new.batch end;
  end if;
  perform pg_advisory_xact_lock_shared(${space}, hashtext(
    (select slug from scope join run using (district_id, scope_id) where run.district_id = new.district_id and run_id = new.run_id)
    || ' ' || place));
  return null;
end $$;
create constraint trigger test_hold after insert or update on run_step deferrable initially deferred
  for each row execute function test_hold();
create constraint trigger test_hold after update on run deferrable initially deferred
  for each row when (old.status is distinct from new.status and new.status <> 'running') execute function test_hold();
`;

/**
 * Stops steps of a run in the database at the last moment before they are committed, for as long as a test wants: the
 * moments at which faults can do the most harm, without waiting for luck. A held step has done all its work; nobody
 * else sees any of it yet.
 */
export interface Holds {
  /**
   * @param place the step's name (`applyRoster`, `stageRoster/students`, `closeRun`), for a later batch with its number
   *   (`parseGuardianBatch/2`)
   */
  hold(scope: string, place: string): Promise<Hold>;
  /** After the server was started again: its locks went with it. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

export interface Hold {
  /** A step waits here now. */
  isReached(): Promise<boolean>;
  /** Resolves once a step waits here. */
  reached(): Promise<void>;
  /** Resolves once none does: the server has noticed that its client is dead. */
  left(): Promise<void>;
  release(): Promise<void>;
}

export async function installHolds(db: Knex, url: string): Promise<Holds> {
  await db.raw(triggers);
  const held = new Set<string>();
  let client = await connect(url);
  // One connection answers one question at a time.
  let last: Promise<unknown> = Promise.resolve();
  const run = (sql: string, values: unknown[]): Promise<object[]> => {
    const answer = last.then(async () => (await client.query(sql, values)).rows);
    last = answer.catch(() => {});
    return answer;
  };
  const lock = (name: string) => run('select pg_advisory_lock($1, hashtext($2))', [space, name]);
  /** Where the server crashed while a lock was asked for, it may have been taken twice: by that and by `reconnect`. */
  const unlock = async (name: string) => {
    let released = true;
    while (released) {
      const [row] = await run('select pg_advisory_unlock($1, hashtext($2)) as released', [space, name]);
      released = (row as { released: boolean }).released;
    }
  };
  return {
    hold: async (scope, place) => {
      const name = `${scope} ${place}`;
      held.add(name);
      await lock(name);
      const isReached = async () => {
        const waiting = await run(
          `select from pg_locks where locktype = 'advisory' and not granted and classid = $1 and objsubid = 2
             and objid = cast(cast(hashtext($2) as bigint) & 4294967295 as oid)`,
          [space, name],
        );
        return waiting.length > 0;
      };
      return {
        isReached,
        reached: () => until(isReached, 20),
        left: () => until(async () => !(await isReached()), 20),
        release: async () => {
          // A server that is down holds nothing.
          if (held.delete(name)) await unlock(name).catch(() => {});
        },
      };
    },
    reconnect: async () => {
      client = await connect(url);
      for (const name of held) await lock(name);
    },
    close: () => client.end().catch(() => {}),
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed takes its connections with it; `reconnect` makes a new one.
  client.on('error', () => {});
  await client.connect();
  return client;
}
