/**
 * A 128-bit hash of a row's bytes: equal hashes mean that the row says the same as before, so nothing of it need be
 * looked at. MurmurHash3 (x86, 128 bits, public domain), started from the hash of what the row is read by (columns,
 * country, rules version), so that a change of those changes every row's hash. Not against forgery: whoever writes the
 * file may write any row anyway.
 */
export class RowHasher {
  readonly #seed: readonly [number, number, number, number];

  /** @param context everything outside of the row that decides what it means */
  constructor(context: string) {
    this.#seed = [0, 0, 0, 0];
    const bytes = new TextEncoder().encode(context);
    const words = murmur3(bytes, 0, bytes.length, this.#seed);
    this.#seed = [words[0]!, words[1]!, words[2]!, words[3]!];
  }

  /** @returns 32 hexadecimal digits for the bytes from `from` to before `to` */
  hash(bytes: Uint8Array, from: number, to: number): string {
    const [a, b, c, d] = murmur3(bytes, from, to, this.#seed);
    return hex(a!) + hex(b!) + hex(c!) + hex(d!);
  }
}

const HEX = Array.from({ length: 65536 }, (_, value) => value.toString(16).padStart(4, '0'));

function hex(word: number): string {
  return HEX[word >>> 16]! + HEX[word & 0xffff]!;
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const state = new Int32Array(4);

/** The result stands in an array that the next call writes to. */
function murmur3(bytes: Uint8Array, from: number, to: number, seed: readonly number[]): Int32Array {
  const length = to - from;
  let h1 = seed[0]!;
  let h2 = seed[1]!;
  let h3 = seed[2]!;
  let h4 = seed[3]!;
  let at = from;
  for (; at + 16 <= to; at += 16) {
    h1 ^= Math.imul(rotate(Math.imul(word(bytes, at), C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(word(bytes, at + 4), C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(word(bytes, at + 8), C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(word(bytes, at + 12), C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  h4 ^= Math.imul(rotate(Math.imul(tail(bytes, at + 12, to), C4), 18), C1);
  h3 ^= Math.imul(rotate(Math.imul(tail(bytes, at + 8, to), C3), 17), C4);
  h2 ^= Math.imul(rotate(Math.imul(tail(bytes, at + 4, to), C2), 16), C3);
  h1 ^= Math.imul(rotate(Math.imul(tail(bytes, at, to), C1), 15), C2);
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = mix(h1);
  h2 = mix(h2);
  h3 = mix(h3);
  h4 = mix(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  state[0] = h1;
  state[1] = (h2 + h1) | 0;
  state[2] = (h3 + h1) | 0;
  state[3] = (h4 + h1) | 0;
  return state;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Up to four bytes before `to`, as a little-endian word. */
function tail(bytes: Uint8Array, at: number, to: number): number {
  let value = 0;
  for (let index = Math.min(at + 4, to) - 1; index >= at; index--) value = (value << 8) | bytes[index]!;
  return value;
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
