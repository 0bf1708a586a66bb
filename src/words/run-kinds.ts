/**
 * The stored kinds of runs as people read them. "preview" is the stored name of a dry run, from before it had this one.
 */
const runKinds: Record<string, { label: string; title: string | null }> = {
  sync: { label: 'sync', title: null },
  upload: { label: 'upload', title: 'Uploaded file' },
  revert: { label: 'revert', title: 'Reverts an earlier run' },
  preview: { label: 'dry run', title: 'Dry run: nothing was changed' },
  level: { label: 'change of level', title: 'Change of level' },
};

/** "dry run" */
export const runKind = (kind: string): string => runKinds[kind]?.label ?? kind;

/** For the head of a run; null of a plain sync. */
export const runKindTitle = (kind: string): string | null => runKinds[kind]?.title ?? null;
