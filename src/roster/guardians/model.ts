/**
 * What a source says of families, record by record. Texts are as the source has them: they are understood, and told of,
 * by the rules of the guardian file. Ids are the source's own.
 */
export interface FamilyRow {
  sourceId: string;
  line: number | null;
  /** The person as a guardian; null: the record is of somebody else. */
  guardian: RosterGuardian | null;
  /** From either side. Those that lead to no guardian, or to no student, are left out later. */
  links: readonly FamilyLink[];
}

export interface RosterGuardian {
  /** The id that a guardian file would give, where that is not the source id; '': the source has none that stays. */
  sisId?: string;
  firstName: string;
  lastName: string;
  email: string;
  mobilePhone: string;
  homePhone: string;
  /** Of the person's own; '' where the source doesn't say it. */
  language: string;
  /** What the person is to all students where a link doesn't say it; '' where the source doesn't know. */
  relationship: string;
  contactType: string;
}

export interface FamilyLink {
  studentSourceId: string;
  guardianSourceId: string;
  /** '' here and below: as the guardian has it. */
  relationship: string;
  contactType: string;
}
