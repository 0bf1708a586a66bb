/** Levenshtein distance, in one row. */
export function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!;
      row[j] = Math.min(above + 1, row[j - 1]! + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[b.length]!;
}

/** The name most like a text, in any letter case; undefined if none is near. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  // What is longer is no name, and would take long to compare.
  if (wanted.length > 100) return best;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance >= least || distance * 4 > name.length) continue;
    best = name;
    least = distance;
  }
  return best;
}
