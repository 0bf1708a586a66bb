/** Longest address by RFC 5321. */
const MAX_EMAIL = 254;

/** A sane address, not every one that RFC 5322 allows: letters of any script, no quotes, comments or bare hosts. */
const EMAIL =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{M}\p{N}-]+\.)+(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/u;
const PLAIN_EMAIL = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const BAD_HYPHEN = /[@.]-|-\./;

export const emailRules = { MAX_EMAIL, EMAIL, PLAIN_EMAIL, BAD_HYPHEN };

/** @param text a cleaned cell. @returns the address in lower case, null where it is none */
export function normalizeEmail(text: string): string | null {
  if (text.length > MAX_EMAIL) return null;
  const email = text.toLowerCase();
  if (!PLAIN_EMAIL.test(email) && !EMAIL.test(email)) return null;
  return BAD_HYPHEN.test(email.slice(email.indexOf('@'))) ? null : email;
}
