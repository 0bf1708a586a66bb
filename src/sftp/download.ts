import type { SFTPWrapper } from 'ssh2';

const READ_BYTES = 32 * 1024;
/** With 2 MiB asked for ahead, a line with 100 ms of delay still brings 20 MB/s; one request at a time brings 0.3. */
const MAX_AHEAD = 64;
const MIN_READ_BYTES = 1024;

/** Waits for an answer of the server, not longer than the connection lives. */
export type Await = <T>(answer: Promise<T>) => Promise<T>;

interface Answer {
  bytes: Buffer;
  /** From asking to its arrival. */
  tookMs: number;
}

/**
 * The bytes of an open remote file in order, with reads sent ahead. No more is asked for than the consumer has room
 * for: at most 2 MiB are on the way or waiting. On a slow line it is less, for every other answer, signs of life among
 * them, has to wait behind what was asked for.
 *
 * @param slowMs an answer that takes longer shows that too much is on the way
 */
export async function* readAhead(
  sftp: SFTPWrapper,
  handle: Buffer,
  wait: Await,
  slowMs: number,
): AsyncGenerator<Buffer> {
  const asked: { position: number; length: number; answer: Promise<Answer> }[] = [];
  let position = 0;
  let length = READ_BYTES;
  // Grows as answers come in, as OpenSSH's client does: a small file costs few requests past its end.
  let ahead = 1;
  for (;;) {
    while (asked.length < ahead) {
      asked.push({ position, length, answer: read(sftp, handle, position, length) });
      position += length;
    }
    const next = asked.shift()!;
    const { bytes, tookMs } = await wait(next.answer);
    if (bytes.length === 0) return;
    yield bytes;
    ahead = tookMs > slowMs ? Math.max(1, ahead >> 1) : Math.min(ahead + 1, MAX_AHEAD);

    // An answer may be shorter than asked, at the end of the file and with a server that sends less at a time.
    const end = next.position + next.length;
    for (let at = next.position + bytes.length; at < end; ) {
      const { bytes: rest } = await wait(read(sftp, handle, at, end - at));
      if (rest.length === 0) return;
      yield rest;
      at += rest.length;
      length = Math.max(MIN_READ_BYTES, Math.min(length, bytes.length));
    }
  }
}

/** Empty at the end of the file. */
function read(sftp: SFTPWrapper, handle: Buffer, position: number, length: number): Promise<Answer> {
  const askedAt = performance.now();
  const answer = new Promise<Answer>((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(length);
    sftp.read(handle, buffer, 0, length, position, (error, bytesRead) => {
      if (error) reject(error);
      else resolve({ bytes: buffer.subarray(0, bytesRead), tookMs: performance.now() - askedAt });
    });
  });
  // Those sent ahead may fail after the first failure was thrown.
  answer.catch(() => {});
  return answer;
}
