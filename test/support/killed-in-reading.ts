import type { ServerResponse } from 'node:http';
import { dailySyncId } from '../../src/contract/ids.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { until } from './runs.js';
import type { TestSystem } from './system.js';
import { startWorkerProcess } from './worker-process.js';

/** A fake of a roster service. `Where`: how it tells what a request asks for. */
interface FakeServer<Where> {
  readonly asked: readonly string[];
  misbehave(quirk: { before(fake: unknown, where: Where, response: ServerResponse): boolean }): void;
}

/**
 * A sync whose worker is killed while the server holds up the first request of some; another worker ends it.
 *
 * @returns what was asked of the server after the kill
 */
export async function killedInReading<Where>(
  system: TestSystem,
  server: FakeServer<Where>,
  isHeldUp: (where: Where) => boolean,
): Promise<string[]> {
  let letGo: (() => void) | undefined;
  server.misbehave({
    before: (_, where, response) => {
      if (letGo || !isHeldUp(where)) return false;
      letGo = () => response.destroy();
      return true;
    },
  });
  const first = startWorkerProcess(system);
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
  await until(async () => letGo !== undefined);
  await first.kill();
  letGo?.();
  const before = server.asked.length;
  await system.withWorkers(() => system.client.workflow.getHandle(dailySyncId(system.scope)).result());
  return server.asked.slice(before);
}
