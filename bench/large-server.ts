import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The OneRoster server of a large district, whose memory is not measured: it is another process. */
export interface LargeServer {
  origin: string;
  clientId: string;
  clientSecret: string;
  /** Requests so far. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

export async function startLargeServer(students: number): Promise<LargeServer> {
  const child = fork(path.join(import.meta.dirname, 'oneroster-server.ts'), [String(students)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const message = async () => (await once(child, 'message'))[0];
  const { origin, clientId, clientSecret } = await message();
  return {
    ...{ origin, clientId, clientSecret },
    requests: async () => {
      child.send('requests?');
      return (await message()).requests;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
