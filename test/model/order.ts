type Measure<T> = (each: T) => number | string | boolean | null;

/** By the given measures, the smaller before the larger, null last; equals stay in their order. */
export function inOrder<T>(all: Iterable<T>, ...measures: Measure<T>[]): T[] {
  return [...all].sort((a, b) => {
    for (const measure of measures) {
      const [x, y] = [measure(a), measure(b)];
      if (x !== y) return y === null || (x !== null && x < y) ? -1 : 1;
    }
    return 0;
  });
}

export function least<T>(all: Iterable<T>, ...measures: Measure<T>[]): T | undefined {
  return inOrder(all, ...measures)[0];
}

export function grouped<T, K>(all: Iterable<T>, by: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) {
    const group = groups.get(by(each));
    if (group) group.push(each);
    else groups.set(by(each), [each]);
  }
  return groups;
}
