/** Stands for the findings of one code beyond those that are listed. */
export const moreSentence = 'There are {more} more findings of this kind ({code}) that are not listed one by one.';

/** Follows the sentence about the first of several rows with the same trouble in one column. */
export const sameSuffix = ' The same on {more}.';

/** Follows a sentence about a record that no line of a file leads to. */
export const recordSuffix = ' ({records}, ID {id})';

/** Follows the reason for a hold. */
export const heldAdvice = 'Nothing was applied. Choose "Apply" or "Discard".';
