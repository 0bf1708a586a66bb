import { SyncFailure } from '../contract/failures.js';
import type { DemoControl, DemoState } from './story.js';

/** The running demo, from another process. `url` as DAILYSYNC_DEMO_CONTROL names it. */
export function connectDemo(url: string): DemoControl {
  return {
    state: () => call<DemoState>(url, 'GET'),
    act: (action) => call<{ run: number }>(`${url}/${action}`, 'POST'),
  };
}

async function call<Result>(url: string, method: string): Promise<Result> {
  let response: Response;
  try {
    response = await fetch(url, { method });
  } catch (error) {
    throw new SyncFailure('DemoNotRunning', 'The demo does not answer. Start "npm run demo" and leave it running.', {
      cause: error,
    });
  }
  const body = (await response.json()) as Result & { error?: { code: string; message: string } };
  if (body.error) throw new SyncFailure(body.error.code, body.error.message);
  return body;
}
