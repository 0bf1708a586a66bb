import { createServer } from 'node:net';
import { SyncFailure } from '../contract/failures.js';

/** A free TCP port on the loopback interface. Free now: whoever needs it should take it soon. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * Makes sure that a port can be taken.
 *
 * @param part what will listen there, as the reader knows it ("PostgreSQL")
 * @param option the command line option that chooses another port ("--pg-port")
 * @throws SyncFailure `PortTaken`, or `PortForbidden` for a port that this user may not open
 */
export async function requirePort(port: number, part: string, option: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new SyncFailure(
        'PortTaken',
        `Port ${port} on 127.0.0.1, which ${part} was to use, is taken by another program. ` +
          `Stop that program (\`ss -ltnp 'sport = :${port}'\` shows which), or choose another port with ${option}.`,
        { details: { port, option } },
      );
    }
    if (code === 'EACCES') {
      throw new SyncFailure(
        'PortForbidden',
        `This user may not open port ${port}, which ${part} was to use. Choose a port above 1023 with ${option}.`,
        { details: { port, option } },
      );
    }
    throw error;
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
