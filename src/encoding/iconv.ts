import iconv from 'iconv-lite';
import type { Decoder, Encoding } from '../guardian-file/index.js';

const REPLACEMENT = '\ufffd';

/** A UTF-16 high surrogate at the end of a text, whose other half comes with the next chunk. */
const OPEN_PAIR = /[\ud800-\udbff]$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The check core's decoder on iconv-lite, the faster one in Node; equal to `textDecoder` byte for byte. */
export function iconvDecoder(encoding: Encoding): Decoder {
  if (encoding === 'utf-8' || encoding === 'windows-1252') {
    const decoder = iconv.getDecoder(encoding);
    return {
      decode: (chunk) => decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)),
      end: () => decoder.end() ?? '',
    };
  }
  return utf16Decoder(encoding);
}

/** iconv-lite passes lone surrogates on, splits pairs between chunks and drops half a unit at the end. */
function utf16Decoder(encoding: Encoding): Decoder {
  const decoder = iconv.getDecoder(encoding);
  let held = '';
  let bytes = 0;
  return {
    decode(chunk) {
      bytes += chunk.length;
      let text = held + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      held = OPEN_PAIR.exec(text)?.[0] ?? '';
      text = held === '' ? text : text.slice(0, -1);
      return text.replace(LONE_SURROGATE, REPLACEMENT);
    },
    end() {
      const text = held + (decoder.end() ?? '');
      return text.replace(LONE_SURROGATE, REPLACEMENT) + (bytes % 2 === 1 && !text ? REPLACEMENT : '');
    },
  };
}
