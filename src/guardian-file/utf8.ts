/** Well-formed UTF-8 by table 3-7 of the Unicode Standard, for whole records and for a byte at a time. */

/** How many bytes must follow a lead byte; -1 where the byte cannot lead. */
export const FOLLOWERS = new Int8Array(256).fill(-1);
/** The lowest and the highest value that the first following byte may have. */
export const FIRST_LOW = new Uint8Array(256).fill(0x80);
export const FIRST_HIGH = new Uint8Array(256).fill(0xbf);

FOLLOWERS.fill(0, 0x00, 0x80);
FOLLOWERS.fill(1, 0xc2, 0xe0);
FOLLOWERS.fill(2, 0xe0, 0xf0);
FOLLOWERS.fill(3, 0xf0, 0xf5);
FIRST_LOW[0xe0] = 0xa0;
FIRST_HIGH[0xed] = 0x9f;
FIRST_LOW[0xf0] = 0x90;
FIRST_HIGH[0xf4] = 0x8f;

/** Whether the bytes from `from` to before `to` are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const lead = bytes[at++]!;
    let need = FOLLOWERS[lead]!;
    if (need < 0 || at + need > to) return false;
    if (need === 0) continue;
    const first = bytes[at++]!;
    if (first < FIRST_LOW[lead]! || first > FIRST_HIGH[lead]!) return false;
    while (--need > 0) {
      if ((bytes[at++]! & 0xc0) !== 0x80) return false;
    }
  }
  return true;
}

/** Whether U+FFFD, which a decoder writes for what it cannot read, is in the bytes. */
export function hasReplacementCharacter(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 2 < to; at++) {
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  }
  return false;
}
