import type { Client } from '@temporalio/client';
import { dailySyncId } from '../contract/ids.js';
import { progress, type SyncProgress } from '../contract/requests.js';

const watchMs = 300;

/** Says each stage of a scope's sync as it comes, until the sync ends or needs attention. */
export async function watchSync(client: Client, scope: string, say: (line: string) => void): Promise<void> {
  const handle = client.workflow.getHandle(dailySyncId(scope));
  const ended = handle.result().then(
    () => 'ended',
    () => 'ended',
  );
  const said = new Set<string>();
  for (;;) {
    const state = await handle.query(progress).catch(() => undefined);
    for (const line of stageLines(state)) {
      if (said.has(line)) continue;
      said.add(line);
      say(line);
    }
    if (state?.status === 'needs_attention') return;
    const tick = new Promise<string>((resolve) => setTimeout(resolve, watchMs, 'tick'));
    if ((await Promise.race([ended, tick])) === 'ended') return;
  }
}

function stageLines(state: SyncProgress | undefined): string[] {
  if (!state) return [];
  return [
    ...state.stages.map(
      ({ stage, state: stageState, detail }) => `  ${stage}: ${stageState}${detail ? ` (${detail})` : ''}`,
    ),
    ...state.failures.map(({ code, message }) => `  ${code}: ${message}`),
  ];
}
