import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SyncFailure } from '../contract/failures.js';
import { toSyncFailure } from '../failures/translate.js';
import { type DemoAction, type DemoControl, demoActions } from './story.js';

export interface ControlServer {
  /** Holds the secret: who knows it may steer the demo. */
  url: string;
  /** Until then every request is refused with `DemoStarting`. */
  serve(control: DemoControl): void;
  stop(): Promise<void>;
}

/**
 * Lets the demo's web process and the command line steer the demo, on a loopback port of its own: GET tells the state,
 * POST /<action> does something.
 */
export async function startControlServer(): Promise<ControlServer> {
  const base = `/${randomBytes(24).toString('base64url')}`;
  let control: DemoControl | undefined;
  const server = createServer((request, response) => {
    answer(request, base, control).then(
      (body) => send(response, 200, body),
      (error) => {
        const { code, message } = toSyncFailure(error);
        send(response, 409, { error: { code, message } });
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    serve: (served) => {
      control = served;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, base: string, control: DemoControl | undefined): Promise<object> {
  const { method, url = '' } = request;
  const action = url.slice(base.length + 1) as DemoAction;
  const isAction = method === 'POST' && url === `${base}/${action}` && demoActions.includes(action);
  if (!isAction && !(method === 'GET' && url === base)) {
    throw new SyncFailure('DemoNotRunning', 'No demo answers to this address. Start "npm run demo" again.');
  }
  if (!control)
    throw new SyncFailure('DemoStarting', 'The demo is still in its first sync. Try again when that is done.');
  return isAction ? control.act(action) : control.state();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
