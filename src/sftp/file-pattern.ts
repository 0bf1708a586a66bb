/** Any characters, in a name that stands for several files. */
const ANY = '*';

export function isPattern(name: string): boolean {
  return name.includes(ANY);
}

/** Whether a name is the wanted one, or fits the pattern, in any letter case. Takes time by the lengths of both alone. */
export function fitsName(name: string, wanted: string): boolean {
  const text = name.toLowerCase();
  const [start = '', ...rest] = wanted.toLowerCase().split(ANY);
  const end = rest.pop();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - end.length >= at && text.endsWith(end);
}
