/** The encodings that a guardian file is read in. Windows-1252 is the superset of ISO-8859-1. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
