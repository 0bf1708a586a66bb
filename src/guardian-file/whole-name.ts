/**
 * First and last name of a person whose whole name is in one text. Where it is cut has no bearing on who is who: a contact
 * key has it joined again.
 */
export function splitWholeName(name: string): { firstName: string; lastName: string } {
  const cut = name.indexOf(' ');
  return cut < 0 ? { firstName: '', lastName: name } : { firstName: name.slice(0, cut), lastName: name.slice(cut + 1) };
}
