/** The encodings that a guardian file is read in. Windows-1252 is the superset of ISO-8859-1. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What an encoding is called in sentences. */
export const ENCODING_LABELS: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'ISO-8859-1/Windows-1252',
};
