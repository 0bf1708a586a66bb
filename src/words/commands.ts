/**
 * A command to advise.
 *
 * @param dataFolder of the system that it is meant for; null or undefined for the default folder
 */
export function command(args: string, dataFolder: string | null | undefined): string {
  return `dailysync ${args}${dataOption(dataFolder)}`;
}

/** Names the folder in commands that a sentence has in double quotes, unless they name one. */
export function inDataFolder(sentence: string, dataFolder: string | null | undefined): string {
  return sentence.replace(/"(dailysync [^"]+)"/g, (quoted, line: string) =>
    line.includes(' --data ') ? quoted : `"${line}${dataOption(dataFolder)}"`,
  );
}

/** " --data DIR", or nothing. */
export function dataOption(dataFolder: string | null | undefined): string {
  if (dataFolder === null || dataFolder === undefined) return '';
  return ` --data ${/^[\w./-]+$/.test(dataFolder) ? dataFolder : `'${dataFolder.replaceAll("'", String.raw`'\''`)}'`}`;
}
