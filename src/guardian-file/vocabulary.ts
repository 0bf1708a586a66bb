/** The words that relationships and contact types are kept in. docs/guardian-rules.md 1. */
export const RELATIONSHIPS = [
  'Mother',
  'Father',
  'Parent',
  'Guardian',
  'Grandparent',
  'Stepparent',
  'Foster parent',
  'Sibling',
  'Other',
] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

export const CONTACT_TYPES = ['Parent/Guardian', 'Emergency', 'Primary', 'Secondary', 'Family', 'Other'] as const;
export type ContactType = (typeof CONTACT_TYPES)[number];

const RELATIONSHIP_WORDS: Record<Exclude<Relationship, 'Other'>, string> = {
  Mother: 'mother mom mum mommy mama madre biologicalmother naturalmother birthmother adoptivemother',
  Father: 'father dad daddy papa padre biologicalfather naturalfather birthfather adoptivefather',
  Parent: 'parent parents motherfather fathermother biologicalparent adoptiveparent coparent padres',
  Guardian:
    'guardian legalguardian courtappointedguardian guardianadlitem parentguardian guardianparent caregiver custodian tutor tutora',
  Grandparent:
    'grandparent grandparents grandmother grandfather grandma grandpa granny gramma nana abuela abuelo abuelos greatgrandmother greatgrandfather greatgrandparent maternalgrandmother paternalgrandmother maternalgrandfather paternalgrandfather',
  Stepparent: 'stepparent stepmother stepfather stepmom stepmum stepdad madrastra padrastro',
  'Foster parent': 'fosterparent fosterparents fostermother fosterfather fostermom fosterdad foster',
  Sibling:
    'sibling brother sister halfbrother halfsister stepbrother stepsister stepsibling halfsibling hermano hermana',
};

const CONTACT_TYPE_WORDS: Record<Exclude<ContactType, 'Other'>, string> = {
  'Parent/Guardian': 'parentguardian guardianparent parent guardian parents guardians parentorguardian legalguardian',
  Emergency: 'emergency emergencycontact',
  Primary: 'primary primarycontact 1',
  Secondary: 'secondary secondarycontact 2',
  Family: 'family familymember familycontact',
};

export const vocabularyRules = { RELATIONSHIP_WORDS, CONTACT_TYPE_WORDS };

const relationships = wordMap(RELATIONSHIP_WORDS);
const contactTypes = wordMap(CONTACT_TYPE_WORDS);

/** @param text a cleaned cell. @returns the relationship; `Other` for words unknown here, '' for an empty cell */
export function normalizeRelationship(text: string): Relationship | '' {
  return text === '' ? '' : (relationships.get(wordKey(text)) ?? 'Other');
}

/** @param text a cleaned cell. @returns the contact type; `Other` for words unknown here, '' for an empty cell */
export function normalizeContactType(text: string): ContactType | '' {
  return text === '' ? '' : (contactTypes.get(wordKey(text)) ?? 'Other');
}

function wordMap<T extends string>(words: Record<T, string>): Map<string, T> {
  const entries = Object.entries(words) as [T, string][];
  return new Map(entries.flatMap(([meaning, list]) => list.split(' ').map((word) => [word, meaning] as const)));
}

/** Letters and digits alone, without accents, in lower case. */
function wordKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();
}
