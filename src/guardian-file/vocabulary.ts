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

const RELATIONSHIP_WORDS: Record<Relationship, string> = {
  Mother:
    'm mo mth mot mtr moth mother mom mum mommy mama madre mere mami mutter mae biologicalmother naturalmother birthmother ' +
    'adoptivemother adoptedmother biomother biomom legalmother custodialmother noncustodialmother biologicalmom birthmom',
  Father:
    'f fa fth fat ftr fath father dad daddy papa padre pere papi vater pai biologicalfather naturalfather birthfather ' +
    'adoptivefather adoptedfather biofather biodad legalfather custodialfather noncustodialfather biologicaldad birthdad',
  Parent:
    'p par pt parent parents motherfather fathermother momdad dadmom momanddad motherandfather bothparents ' +
    'biologicalparent adoptiveparent naturalparent birthparent coparent padres custodialparent noncustodialparent parentone parenttwo',
  Guardian:
    'g gu gd gdn grd guard guardian guardians lg legalguardian courtappointedguardian guardianadlitem parentguardian ' +
    'guardianparent parentorguardian caregiver custodian legalcustodian tutor tutora tutorlegal conservator kinshipguardian kinshipcaregiver',
  Grandparent:
    'gm gf gp gmo gfa grandparent grandparents grandmother grandfather grandma grandpa granny gramma grandmom granddad nana ' +
    'abuela abuelo abuelos greatgrandmother greatgrandfather greatgrandparent greatgrandma greatgrandpa maternalgrandmother ' +
    'paternalgrandmother maternalgrandfather paternalgrandfather maternalgrandparent paternalgrandparent grandmere grandpere ' +
    'stepgrandmother stepgrandfather stepgrandparent',
  Stepparent: 'sm sf stm stf smo sfa stepparent stepmother stepfather stepmom stepmum stepdad madrastra padrastro',
  'Foster parent': 'fp fosterparent fosterparents fostermother fosterfather fostermom fosterdad foster',
  Sibling:
    'sib si bro sis sibling brother sister siblings halfbrother halfsister stepbrother stepsister stepsibling halfsibling ' +
    'hermano hermana fosterbrother fostersister fostersibling',
  Other:
    'o ot oth other others otro otra aunt uncle auntuncle uncleaunt auntie tia tio greataunt greatuncle cousin prima primo niece nephew relative ' +
    'otherrelative familymember family otherfamily relativeother otherfamilymember friend familyfriend friendoffamily ' +
    'neighbor neighbour husband wife spouse partner domesticpartner significantother exhusband exwife exspouse boyfriend girlfriend fiance fiancee ' +
    'self student doctor physician dentist nurse therapist socialworker caseworker casemanager probationofficer attorney ' +
    'lawyer advocate agency grouphome institution hostparent hostmother hostfather hostfamily godparent godmother ' +
    'godfather madrina padrino babysitter sitter nanny childcare childcareprovider daycare daycareprovider emergency ' +
    'emergencyonly emergencycontact contact motherinlaw fatherinlaw sisterinlaw brotherinlaw son daughter child coach ' +
    'teacher employer nonrelative unrelated noncustodial surrogate surrogateparent educationalsurrogate',
};

const CONTACT_TYPE_WORDS: Record<ContactType, string> = {
  'Parent/Guardian':
    'p pg g parentguardian guardianparent parent guardian parents guardians parentorguardian parentsguardians legalguardian mother father custodialparent',
  Emergency: 'e em ec emer emerg emergency emergencycontact emergencycontacts emergencyonly',
  Primary: 'pri prim primary primarycontact primaryparent primaryguardian 1',
  Secondary: 's sec secondary secondarycontact secondaryparent secondaryguardian 2',
  Family: 'f fam family familymember familycontact',
  Other: 'o ot oth other others othercontact doctor physician daycare nonparent',
};

/** What may begin what is only more about the word before: `Mother (Biological)`, `Grandmother - Maternal`, `Guardian 2`. */
const HEAD_END = /\s*(?:[([/\\,;:|]|\s[-–—]+\s|\s#?\d+$).*$/;
/** Words behind the first one that make it another: `Father (step)`. `Mother (friend of)` is none. */
const STEP = /\bstep/;
const FOSTER = /\bfoster/;
const ANOTHER = /\b(?:in[ -]?law|friend|boyfriend|girlfriend|partner|neighbou?r|sitter|god|host|ex)\b/;
const BOTH_PARENTS = new Set<string>(['Mother', 'Father']);

const NO_CONTACT = /\b(?:no[ -]*contact|do not contact|don'?t contact|restraining order|no[ -]access)\b/;

export const vocabularyRules = {
  ...{ RELATIONSHIP_WORDS, CONTACT_TYPE_WORDS, HEAD_END, STEP, FOSTER, ANOTHER, BOTH_PARENTS, NO_CONTACT },
};

const relationships = wordMap(RELATIONSHIP_WORDS);
const contactTypes = wordMap(CONTACT_TYPE_WORDS);

/** A cell of words, read. */
export interface Word<Meaning extends string> {
  text: string;
  /** '' for an empty cell. */
  meaning: Meaning | '';
  /** The sync knows the word, if only as one of the others. */
  isKnown: boolean;
  /** It says that this person must not be contacted. */
  isNoContact: boolean;
}

/** @param text a cleaned cell */
export function readRelationship(text: string): Word<Relationship> {
  const lower = plain(text);
  const isNoContact = NO_CONTACT.test(lower);
  const meaning = text === '' ? '' : relationshipOf(lower);
  return { text, meaning: meaning ?? 'Other', isKnown: meaning !== undefined || isNoContact, isNoContact };
}

/** @param text a cleaned cell */
export function readContactType(text: string): Word<ContactType> {
  const lower = plain(text);
  const isNoContact = NO_CONTACT.test(lower);
  const meaning = text === '' ? '' : (contactTypes.get(wordKey(lower)) ?? contactTypes.get(headOf(lower)));
  return { text, meaning: meaning ?? 'Other', isKnown: meaning !== undefined || isNoContact, isNoContact };
}

/** @param text a cleaned cell. @returns the relationship; `Other` for words unknown here, '' for an empty cell */
export function normalizeRelationship(text: string): Relationship | '' {
  return readRelationship(text).meaning;
}

/** The same for a contact type. */
export function normalizeContactType(text: string): ContactType | '' {
  return readContactType(text).meaning;
}

/** The whole text as one word; else its leading word, if what follows is only more about it. */
function relationshipOf(text: string): Relationship | undefined {
  const whole = relationships.get(wordKey(text));
  if (whole !== undefined) return whole;
  const head = relationships.get(headOf(text));
  if (head === undefined || head === 'Other') return head;
  const rest = text.replace(NO_CONTACT, '').slice(text.search(HEAD_END));
  if (ANOTHER.test(rest)) return 'Other';
  if (head === 'Sibling' || head === 'Grandparent') return head;
  if (STEP.test(rest)) return 'Stepparent';
  if (FOSTER.test(rest)) return 'Foster parent';
  const second = relationships.get(wordKey(rest));
  return BOTH_PARENTS.has(head) && second !== undefined && second !== head && BOTH_PARENTS.has(second)
    ? 'Parent'
    : head;
}

function headOf(text: string): string {
  return wordKey(text.replace(HEAD_END, ''));
}

function wordMap<T extends string>(words: Record<T, string>): Map<string, T> {
  const entries = Object.entries(words) as [T, string][];
  return new Map(entries.flatMap(([meaning, list]) => list.split(' ').map((word) => [word, meaning] as const)));
}

/** Without accents, in lower case. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** Letters and digits alone. */
function wordKey(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}
