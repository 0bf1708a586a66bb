import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** A line to a port of this machine, which can be slow or cut. */
export interface Proxy {
  port: number;
  connections(): number;
  /** From now on what the server sends is no faster, each connection for itself. */
  slowTo(bytesPerSecond: number): void;
  /** Cuts every open connection; new ones are welcome. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: number): Promise<Proxy> {
  let bytesPerSecond = Number.POSITIVE_INFINITY;
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
    far.pipe(slowed(() => bytesPerSecond)).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    connections: () => connections,
    slowTo: (rate) => {
      bytesPerSecond = rate;
    },
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
function slowed(bytesPerSecond: () => number): Transform {
  let free = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const now = performance.now();
      free = Math.max(now, free) + (chunk.length / bytesPerSecond()) * 1000;
      if (free - now < 1) done(null, chunk);
      else void delay(free - now).then(() => done(null, chunk));
    },
  });
}
