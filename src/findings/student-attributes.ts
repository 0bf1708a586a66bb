import type { FindingKind } from '../guardian-file/index.js';

/** What the rows of a file of student attributes come to. Values are never told. */
export const attributeFindings = {
  'attribute-rows-disagree': {
    severity: 'warning',
    about: 'value',
    people: ['student'],
    sentence:
      'Rows {first} and {second} are about the same student but say different things in the column "{attribute}". Row {kept} counts.',
  },
  'student-rows-several': {
    severity: 'notice',
    about: 'row',
    people: ['student'],
    sentence: 'Rows {first} and {second} are about the same student. They were read together.',
  },
  'attributes-kept': {
    severity: 'warning',
    about: 'record',
    people: ['student'],
    sentence:
      '{values} values of a student are no longer in the file, but this row {problem} and may be about that student. They stay until the row is corrected.',
  },
} as const satisfies Record<string, FindingKind>;
