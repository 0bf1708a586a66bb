export interface Guardian {
  id: number;
  sisId: string | null;
  name: string;
  email: string;
  phone: string;
  homePhone: string;
  open: boolean;
  /** Students' ids of open links, in order. */
  students: string[];
  /** Students' ids of ended links with the reason. */
  ended: string[];
  account: number;
}

export interface Account {
  id: number;
  name: string;
  email: string;
  phone: string;
  open: boolean;
  mergedInto: number | null;
  /** Active roles, such as `staff T1` and `guardian 12`. */
  roles: string[];
}
