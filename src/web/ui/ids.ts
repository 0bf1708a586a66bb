import { NotFound } from './page-error.js';

/** @throws NotFound for what is no id of ours */
export function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound();
  return Number(text);
}
