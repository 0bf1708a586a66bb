/** Types of phones that get no text messages. */
const FIXED = new Set('home h house landline work w business office job fax'.split(' '));

export const phoneTypeRules = { FIXED };

/** Whether a phone of this type is at a place, not with a person: it is for the records only. @param type in any letter case */
export function isFixedPhone(type: string): boolean {
  return FIXED.has(type.trim().toLowerCase());
}
