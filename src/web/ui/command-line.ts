/** A command for people to copy; it finds the system in its data folder. */
export function commandLine(command: string, dataFolder: string | null): string {
  return `npx dailysync ${command}${dataOption(dataFolder)}`;
}

/** ` --data DIR`, or nothing for the folder that commands look in by themselves. */
export function dataOption(folder: string | null): string {
  if (folder === null) return '';
  return ` --data ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`}`;
}
