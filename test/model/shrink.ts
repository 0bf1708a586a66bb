import { type History, isScope, type NightFile, type Plan } from './histories.js';

export interface Alone {
  plan: Plan;
  history: History;
}
type Cut = (alone: Alone) => void;

/** The smallest history found that still differs, by leaving out nights, files, rows and what the roster says. */
export async function shrink(alone: Alone, differs: (smaller: Alone) => Promise<boolean>): Promise<Alone> {
  let smallest = alone;
  for (const list of [nights, files, details]) {
    for (let found = true; found; ) {
      found = false;
      // From the end, so that the places of what is left stay the same.
      for (const cut of [...list(smallest)].reverse()) {
        const smaller = structuredClone(smallest);
        cut(smaller);
        if (size(smaller) >= size(smallest) || !(await differs(smaller))) continue;
        smallest = smaller;
        found = true;
      }
    }
  }
  return smallest;
}

const size = (alone: Alone) => JSON.stringify(alone).length;

function* nights({ plan }: Alone): Generator<Cut> {
  for (const night of plan.keys()) {
    yield (copy) => {
      copy.plan.splice(night, 1);
      copy.history.splice(night, 1);
    };
  }
}

function* files({ plan, history }: Alone): Generator<Cut> {
  for (const [night, scopes] of plan.entries()) {
    for (const scope of scopes.filter(isScope)) {
      yield (copy) => Object.assign(copy.history[night]!.files[scope]!, { rows: [], inError: [] });
      if (history[night]!.files[scope]!.rows.length === 0 && !scopes.includes('revert')) {
        yield (copy) => copy.plan[night]!.splice(copy.plan[night]!.indexOf(scope), 1);
      }
    }
    yield (copy) => Object.assign(copy.history[night]!, { students: [], staff: [], claim: null });
  }
}

function* details({ history }: Alone): Generator<Cut> {
  for (const [night, { students, staff, files, claim }] of history.entries()) {
    for (const scope of Object.keys(files) as (keyof typeof files)[]) {
      const { rows, inError } = files[scope] as NightFile;
      for (const i of rows.keys()) yield (copy) => copy.history[night]!.files[scope]!.rows.splice(i, 1);
      for (const i of inError.keys()) yield (copy) => copy.history[night]!.files[scope]!.inError.splice(i, 1);
    }
    for (const i of students.keys()) yield (copy) => copy.history[night]!.students.splice(i, 1);
    for (const i of staff.keys()) yield (copy) => copy.history[night]!.staff.splice(i, 1);
    if (claim !== null) yield (copy) => Object.assign(copy.history[night]!, { claim: null });
  }
}
