import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** A line to a port of this machine, which can be slow or cut. */
export interface Proxy {
  port: number;
  connections(): number;
  /** Cuts every open connection; new ones are welcome. */
  cut(): void;
  stop(): Promise<void>;
}

/** @param bytesPerSecond of what the server sends, all connections for themselves */
export async function startProxy(target: number, bytesPerSecond = Number.POSITIVE_INFINITY): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('close', () => sockets.delete(socket));
  };
  const listener = createServer((near) => {
    connections++;
    const far = connect(target, '127.0.0.1');
    keep(near);
    keep(far);
    far.once('close', () => near.destroy());
    near.once('close', () => far.destroy());
    near.pipe(far);
    far.pipe(slowedTo(bytesPerSecond)).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    connections: () => connections,
    cut,
    stop: async () => {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      await closed;
    },
  };
}

/** Each chunk takes the time that it would on such a line. */
function slowedTo(bytesPerSecond: number): Transform {
  let free = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const now = performance.now();
      free = Math.max(now, free) + (chunk.length / bytesPerSecond) * 1000;
      if (free - now < 1) done(null, chunk);
      else void delay(free - now).then(() => done(null, chunk));
    },
  });
}
