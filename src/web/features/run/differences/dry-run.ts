import type { RunReport } from '../../../../runs/report.js';
import { actionWord } from '../../../../words/changes.js';
import { columnLabels } from '../../../../words/columns.js';
import { number, phone } from '../../../../words/numbers.js';
import { countRecords } from '../../../../words/record-kinds.js';
import type { DifferenceGroup } from './differences.js';

type Changes = NonNullable<RunReport['changes']>;

const listed = 5;

/** What a sync would do, the first of each kind and effect; as the differences of a run are shown. */
export function dryRunGroups({ total, list }: Changes): DifferenceGroup[] {
  return total.map(({ entity, action, count: all }) => {
    const own = list.filter((each) => each.entity === entity && each.action === action).slice(0, listed);
    const values = action === 'update' ? own.flatMap(valuesOf) : [];
    const left = all - own.length;
    return {
      title: `${countRecords(all, entity)} would be ${actionWord(action)}`,
      meaning: '',
      people:
        values.length > 0 ? [] : own.map(({ name, line }) => ({ name, what: line === null ? '' : `line ${line}` })),
      values,
      more: left > 0 ? `and ${number(left)} more` : null,
    };
  });
}

function valuesOf({ name, line, before, after }: Changes['list'][number]): DifferenceGroup['values'] {
  return Object.keys(after).flatMap((column) => {
    const label = columnLabels[column];
    if (!label || column === 'school_id') return [];
    const shown = (value: unknown) => {
      const text = value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
      return column.endsWith('phone') ? phone(text) : text;
    };
    const what = line === null ? '' : `line ${line}`;
    return [{ name, what, label, before: shown(before[column]), after: shown(after[column]) }];
  });
}
