/**
 * "Tue, Mar 10, 3:30 AM EDT"; of another year "Tue, Mar 10, 2026, 3:30 AM EDT".
 *
 * @param iso as in reports
 * @param timeZone where the reader is: the district's
 */
export function when(iso: string, timeZone: string, now = new Date()): string {
  const at = new Date(iso);
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
    ...(yearOf(at, timeZone) === yearOf(now, timeZone) ? {} : { year: 'numeric' }),
    timeZone,
  });
  return format.format(at).replaceAll('\u202f', ' ');
}

/** "March 10, 2026" */
export function day(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone }).format(at);
}

const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "2 days ago", "1 hour ago", "just now" */
export function age(iso: string, now = new Date()): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000;
  const [unit, length] = steps.find(([, each]) => seconds >= each) ?? [];
  if (!unit) return 'just now';
  return new Intl.RelativeTimeFormat('en-US').format(-Math.floor(seconds / length), unit);
}

const yearOf = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { year: 'numeric', timeZone }).format(at);
