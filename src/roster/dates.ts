const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/;
/** As spreadsheets in the United States write dates, with the time that some add. */
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: \d{1,2}:.*)?$/;

const HYPHEN = 0x2d;

/** YYYY-MM-DD, from that or from M/D/YYYY, each also with a time; null where it is no date. */
export function dateOf(text: string): string | null {
  if (text.charCodeAt(4) === HYPHEN) {
    const [, year, month, day] = iso.exec(text) ?? [];
    if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return null;
    return text.length === 10 ? text : text.slice(0, 10);
  }
  const [, month, day, year] = american.exec(text) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return null;
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  // The day before the first of the next month; every month has the first 28.
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
