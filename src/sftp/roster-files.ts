import { type Finding, finding } from '../findings/catalogue.js';
import { notFound, stillWriting } from './file-failures.js';
import { laterFirst, newestFirst } from './newest.js';
import type { RemoteFile } from './remote-file.js';
import { findUnfinished } from './unfinished.js';

/** The files of OneRoster CSV 1.1 and 1.2 that a roster sync may read. */
const ONEROSTER_FILES = new Set(
  [
    'manifest',
    'academicSessions',
    'classes',
    'courses',
    'demographics',
    'enrollments',
    'orgs',
    'roles',
    'userProfiles',
    'users',
  ].map((name) => `${name}.csv`.toLowerCase()),
);
/** The one file no roster does without, and that no other set of files in the folder has. */
const MARK = 'users.csv';

export type RosterFiles = { notices: Finding[] } & (
  | { kind: 'zip'; file: RemoteFile; older: RemoteFile[] }
  | { kind: 'files'; files: RemoteFile[] }
);

/**
 * The OneRoster CSV set in a folder: its files side by side, or a ZIP of any name. Of several the newest is taken, with
 * a notice; `older` are the ZIPs before it, the newest first. Whether the set is complete is for its reader to say.
 *
 * @param isOther whether a ZIP by that name is looked for as another file: it is the roster only if nothing else is
 * @throws SyncFailure `RosterNotFound`, which lists the names found, or `RosterStillWriting`; both retryable.
 */
export function findRosterFiles(
  entries: readonly RemoteFile[],
  isOther: (name: string) => boolean = () => false,
): RosterFiles {
  const present = entries.filter((entry) => entry.type !== 'folder').sort(newestFirst);
  const allZips = present.filter(({ name }) => name.toLowerCase().endsWith('.zip')).sort(laterFirst);
  const set = newestOfEachName(present.filter(({ name }) => ONEROSTER_FILES.has(name.toLowerCase())));
  const users = set.find(({ name }) => name.toLowerCase() === MARK);
  const ownZips = allZips.filter(({ name }) => !isOther(name));
  const zips = ownZips.length > 0 || users !== undefined ? ownZips : allZips;
  const zip = zips[0];
  const unfinished = findUnfinished(
    present,
    (name) => ONEROSTER_FILES.has(name) || (name.endsWith('.zip') && !isOther(name)),
    [zip, users].filter((file) => file !== undefined).sort(newestFirst)[0],
  );
  if (unfinished !== undefined) {
    throw stillWriting('Roster', 'The roster', `the folder holds the unfinished upload ${unfinished.name}`);
  }

  if (zip !== undefined && (users === undefined || newestFirst(zip, users) < 0)) {
    const leftOut = [...zips.slice(1), ...(users === undefined ? [] : [users])];
    return { kind: 'zip', file: zip, older: zips.slice(1), notices: leftOutNotice(zip, leftOut) };
  }
  if (users === undefined) {
    throw notFound(
      'Roster',
      'OneRoster CSV set (users.csv and its sisters, or a ZIP)',
      present.map(({ name }) => name).sort(),
    );
  }
  return { kind: 'files', files: set, notices: leftOutNotice(users, zips) };
}

/** A file may be there twice, in different letter case. */
function newestOfEachName(sorted: readonly RemoteFile[]): RemoteFile[] {
  const byName = new Map<string, RemoteFile>();
  for (const file of sorted) {
    const name = file.name.toLowerCase();
    if (!byName.has(name)) byName.set(name, file);
  }
  return [...byName.values()];
}

function leftOutNotice(taken: RemoteFile, leftOut: readonly RemoteFile[]): Finding[] {
  if (leftOut.length === 0) return [];
  const others = leftOut.map(({ name }) => name).join(', ');
  return [finding('roster-several', {}, { taken: taken.name, others })];
}
