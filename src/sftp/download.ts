import type { SFTPWrapper } from 'ssh2';

const READ_BYTES = 32 * 1024;
/** With 2 MiB asked for ahead, a line with 100 ms of delay still brings 20 MB/s; one request at a time brings 0.3. */
const MAX_AHEAD = 64;
const MIN_READ_BYTES = 1024;

/** Waits for an answer of the server, not longer than the connection lives. */
export type Await = <T>(answer: Promise<T>) => Promise<T>;

/**
 * The bytes of an open remote file in order, with reads sent ahead. No more is asked for than the consumer has room
 * for: at most 2 MiB are on the way or waiting.
 */
export async function* readAhead(sftp: SFTPWrapper, handle: Buffer, wait: Await): AsyncGenerator<Buffer> {
  const asked: { position: number; length: number; answer: Promise<Buffer> }[] = [];
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
    const bytes = await wait(next.answer);
    if (bytes.length === 0) return;
    yield bytes;
    ahead = Math.min(ahead + 1, MAX_AHEAD);

    // An answer may be shorter than asked, at the end of the file and with a server that sends less at a time.
    const end = next.position + next.length;
    for (let at = next.position + bytes.length; at < end; ) {
      const rest = await wait(read(sftp, handle, at, end - at));
      if (rest.length === 0) return;
      yield rest;
      at += rest.length;
      length = Math.max(MIN_READ_BYTES, Math.min(length, bytes.length));
    }
  }
}

/** Empty at the end of the file. */
function read(sftp: SFTPWrapper, handle: Buffer, position: number, length: number): Promise<Buffer> {
  const answer = new Promise<Buffer>((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(length);
    sftp.read(handle, buffer, 0, length, position, (error, bytesRead) => {
      if (error) reject(error);
      else resolve(buffer.subarray(0, bytesRead));
    });
  });
  // Those sent ahead may fail after the first failure was thrown.
  answer.catch(() => {});
  return answer;
}
