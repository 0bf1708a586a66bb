import { finding } from '../findings/catalogue.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import { quietDay } from '../settings/quiet-days.js';

/** On days that the settings name, nothing goes for being absent: the finding that says so; null on other days. */
export function nothingGoesToday({ settings }: Pick<RunContext, 'settings'>): RunFinding | null {
  const quiet = quietDay(settings.schedule, new Date());
  if (quiet === null) return null;
  return finding('quiet-day', {}, { day: quiet === 'blackout' ? 'a blackout date' : 'in the end-of-year pause' });
}
