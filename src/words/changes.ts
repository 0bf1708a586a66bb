/** What became of a record, by the stored name of the action. */
const actions: Record<string, string> = {
  create: 'new',
  update: 'changed',
  archive: 'archived',
  restore: 'back',
  close: 'closed',
  reopen: 'open again',
  merge: 'merged into another',
  move: 'given another account',
  claim: 'claimed',
  unclaim: 'claim taken back',
};

export const actionWord = (action: string): string => actions[action] ?? action;

/** The columns of a table of counts, in order. */
export const countColumns = ['read', 'created', 'updated', 'unchanged', 'skipped', 'archived', 'restored'] as const;
export const triedToArchive = 'tried to archive';
