import type { Measured } from './measured-system.js';

/** A sync, and its seconds to the floor of its round. */
export type Compared = Measured & { ratio: number };

/** What was measured as a table for people, a line for each sync. */
export function table(rows: number, syncs: Record<string, Compared>): string {
  const steps = [...new Set(Object.values(syncs).flatMap((sync) => Object.keys(sync.steps)))];
  const head = [
    '',
    'seconds',
    '× floor',
    'rows/s',
    'peak MB',
    'events',
    'history kB',
    'WAL MB',
    ...steps.map((step) => `${step} s`),
  ];
  const body = Object.entries(syncs).map(([name, sync]) => [
    name,
    sync.seconds.toFixed(1),
    sync.ratio.toFixed(2),
    String(Math.round(rows / sync.seconds)),
    String(sync.peakMb),
    String(sync.historyEvents),
    (sync.historyBytes / 1000).toFixed(1),
    sync.walMb.toFixed(0),
    ...steps.map((step) => sync.steps[step]?.toFixed(1) ?? '-'),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((cells) => cells[column]!.length)));
  return [head, ...body]
    .map(([name, ...cells]) => [name!.padEnd(widths[0]!), ...cells.map((cell, i) => cell.padStart(widths[i + 1]!))])
    .map((cells) => cells.join('  '))
    .join('\n');
}
