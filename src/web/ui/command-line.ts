import { command } from '../../words/commands.js';

/** A command for people to copy; it finds the system in its data folder. */
export const commandLine = (args: string, dataFolder: string | null): string => `npx ${command(args, dataFolder)}`;
