import type { FindingKind } from '../guardian-file/index.js';

/** What is said of a whole file that was received. */
export const receivedFileFindings = {
  'file-name-twice': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The file {taken} was taken. The folder also has {others}, which was left out. Remove what is out of date.',
  },
  'file-by-pattern': {
    severity: 'notice',
    about: 'file',
    sentence: 'The file {taken} was taken, {among} by the name {pattern}.',
  },
  'file-unpacked': {
    severity: 'notice',
    about: 'file',
    sentence: '{entry} was read out of {archive}.',
  },
  'not-refreshed': {
    severity: 'warning',
    about: 'file',
    sentence:
      'Not refreshed since {day}: {reason}. Check that the SIS still exports it. The setting guardians.staleDays says after how many days this warning comes.',
  },
  'file-far-smaller': {
    severity: 'warning',
    about: 'file',
    once: true,
    heads: true,
    sentence:
      'The guardian file has {rows} rows, fewer than half of the {before} rows of run {run}, the last one that applied a file. Check that the export is complete.',
  },
  'file-unchanged': {
    severity: 'notice',
    about: 'file',
    once: true,
    sentence:
      "The file is the same as in run {run}, and so are the settings and the roster, so there was nothing to do. What that run found in the file's rows still holds.",
  },
} as const satisfies Record<string, FindingKind>;
