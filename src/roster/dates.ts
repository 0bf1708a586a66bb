const iso = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ].*)?$/;
/** As spreadsheets in the United States write dates, with the time that some add. */
const american = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?: \d{1,2}:.*)?$/;

/** YYYY-MM-DD, from that or from M/D/YYYY, each also with a time; null where it is no date. */
export function dateOf(text: string): string | null {
  const { year, month = '', day = '' } = (iso.exec(text) ?? american.exec(text))?.groups ?? {};
  if (year === undefined || Number(month) < 1 || Number(month) > 12) return null;
  // The day before the first of the next month.
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) < 1 || Number(day) > last) return null;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
