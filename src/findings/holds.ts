import type { FindingKind } from '../guardian-file/index.js';

const held = <Sentence extends string>(sentence: Sentence) =>
  ({ severity: 'warning', about: 'file', sentence }) as const satisfies FindingKind;

const matchRate = held(
  "Only {known} of the file's {named} students ({percent}%) are in the roster of {scope}, by {field}. {hint} IDs in the file look like {fileIds}, in the roster like {rosterIds}.",
);

const renamed = <People extends string>(people: People) =>
  held(
    `{renamed} of the {active} ${people} of {scope} ({percent}%) would get another name. More than {limit}% at once usually means that the export gives their IDs to other people.`,
  );

const replaced = <People extends string>(people: People) =>
  held(`{goes} of the {active} ${people} of {scope} ({percent}%) would go, while {comes} new ones would come. {cause}`);

/** Why nothing of a part was applied: `held-` and the code of the reason, as answers are stored by it. */
export const holdFindings = {
  'held-match-rate': matchRate,
  'held-attributes-match-rate': matchRate,
  'held-contacts-changed': held(
    '{changed} of the {active} guardians of {scope} ({percent}%) would get another name, email or mobile phone. More than {limit}% at once usually means that columns are shifted or the IDs belong to other people.',
  ),
  'held-household-ids': held(
    '{shared} of {ids} IDs in guardianSisId are on rows of different people, so they seem to be IDs of households, not of people. Send an ID for each person, or map the column away in the settings, so that guardians are told apart by name and contact.',
  ),
  'held-own-students': held(
    "{own} of {rows} rows ({percent}%) have the name of their own student or a student's email where the guardian's should be, so the file seems to list students instead of their guardians. Export the guardians' names and emails, or choose their columns in the settings.",
  ),
  'held-file-discarded': held('{by} discarded this same file in run {run}. "Apply" applies it anyway.'),
  'held-file-reverted': held(
    'This same file was applied in run {run}, and {by} reverted that (run {byRun}). "Apply" applies it anyway.',
  ),
  'held-students-renamed': renamed('students'),
  'held-staff-renamed': renamed('staff'),
  'held-students-replaced': replaced('students'),
  'held-staff-replaced': replaced('staff'),
} as const satisfies Record<string, FindingKind>;
