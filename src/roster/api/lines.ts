/** Decoded at once. A text of more than a megabyte is outside V8's heap, where the garbage of many waits long. */
const PIECE_BYTES = 64 * 1024;

/** Lines of a text in UTF-8. A chunk may end in the middle of a line, and of a character. */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = decoder.decode(chunk.subarray(at, at + PIECE_BYTES), { stream: true });
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  }
  if (rest !== '') yield rest;
}
