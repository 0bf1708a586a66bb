/**
 * The version of the rules by which a phone number is read (src/guardian-file/phone.ts). The other parts of a contact key
 * are made by the function contact_key of the database, whose migration makes the stored keys anew.
 */
export const PHONE_RULES = 1;
