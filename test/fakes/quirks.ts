import type { ServerResponse } from 'node:http';

/** What the quirks of all fakes have in common: `where` is what is asked for. */
interface AnyQuirk {
  before?(fake: never, where: never, response: ServerResponse): boolean;
  page?(fake: never, where: never, response: ServerResponse, ...page: never[]): boolean;
}

/** The quirk where what is asked for fits, and nowhere else. */
export function onlyAt<Quirk extends AnyQuirk>(fits: RegExp, { before, page }: Quirk): Quirk {
  const limited =
    <Of extends readonly unknown[]>(quirk: ((...of: Of) => boolean) | undefined) =>
    (...of: Of) =>
      fits.test(String(of[1])) && (quirk?.(...of) ?? false);
  return { before: limited(before), page: limited(page) } as Quirk;
}
