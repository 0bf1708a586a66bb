const conjunction = new Intl.ListFormat('en-US', { type: 'conjunction' });

/** "a", "a and b", "a, b, and c" */
export const list = (items: Iterable<string>): string => conjunction.format(items);

/** The sentence or title with its first letter capital. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
