const whole = new Intl.NumberFormat('en-US');
/** Cut off, not rounded: 99.96% must not read as all of them. */
const share = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1, roundingMode: 'trunc' });

/** "1,234" */
export const number = (n: number): string => whole.format(n);

/** "1 row", "2,000 rows" */
export const count = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** "25%", "99.8%". @param percentage 0 to 100 */
export const percent = (percentage: number): string => share.format(Number(percentage.toFixed(9)) / 100);

/** "999 bytes", "1.2 KB", "78 MB": a thousand bytes to the kilobyte, as file managers count. */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** "0.4 s", "12 s", "3 min 5 s" */
export function duration(seconds: number): string {
  if (seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** A US number as people there write it; others, in E.164, as they are. */
export function phone(e164: string): string {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}
