/** Where a roster can come from, by its name in the settings. src/roster/api/registry.ts has the code of those with an API. */
export const rosterSources = {
  'oneroster-csv': 'OneRoster files, by SFTP',
  'oneroster-rest': 'OneRoster server',
  clever: 'Clever',
  classlink: 'ClassLink',
  none: 'No roster: guardians only',
} as const;

export type RosterSourceName = keyof typeof rosterSources;
