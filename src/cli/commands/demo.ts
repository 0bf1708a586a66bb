import { setTimeout as delay } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { SyncFailure } from '../../contract/failures.js';
import { DEMO_FOLDER, type DemoAction, type DemoStory, demoActions } from '../../demo/story.js';
import type { Cli } from '../cli.js';
import { exitCodes } from '../exit-codes.js';
import { useRunningSystem } from '../system.js';

const pollMs = 200;

/** demo: what can be tried while `npm run demo` runs in another terminal. */
export function addDemo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description('in the running demo: change the files, kill the worker, break and fix the password')
    .addArgument(new Argument('<action>', 'what to try').choices(demoActions))
    .addHelpText(
      'after',
      `
It ends with 0 if everything went as expected, with 3 if the run needs attention, and otherwise with 1.`,
    )
    .action(async (action: DemoAction) => {
      cli.dataFolder ??= DEMO_FOLDER;
      useRunningSystem(cli);
      const url = process.env.DAILYSYNC_DEMO_CONTROL;
      if (!url) throw new SyncFailure('DemoNotRunning', notRunning(cli.dataFolder));
      const { connectDemo } = await import('../../demo/control-client.js');
      const demo = connectDemo(url);
      const { run } = await demo.act(action);
      if (action === 'fix-password') {
        cli.answer(
          { run, action },
          'The password is correct again. "dailysync demo retry" or the Temporal UI lets the run continue.',
        );
        return;
      }
      let said = 0;
      for (;;) {
        const story = (await demo.state()).stories.find((each) => each.run === run);
        if (!story) {
          cli.answer({ run, action }, `Run ${run} continues. "dailysync report ${run}" shows how it is going.`);
          return;
        }
        for (const line of story.happened.slice(said)) cli.say(line);
        said = story.happened.length;
        if (story.state !== 'running') {
          cli.answer(story, storyText(story));
          if (story.state === 'waiting') cli.exitCode = exitCodes.needsAttention;
          else if (!story.matches) cli.exitCode = exitCodes.failure;
          return;
        }
        await delay(pollMs);
      }
    });
}

const notRunning = (folder: string) =>
  `No demo runs in the data folder ${folder}. Start "npm run demo" in another terminal, or name its folder with --data.`;

function storyText({ run, state, checks, matches }: DemoStory): string {
  if (state === 'waiting') {
    return `Run ${run} waits. "dailysync demo fix-password", then "dailysync demo retry" or retryFailed in the Temporal UI.`;
  }
  const lines = checks.map(
    ({ text, ok, note }) => `  ${ok ? 'as expected' : 'DIFFERS    '}  ${text}${!ok && note ? ` (${note})` : ''}`,
  );
  return [`Run ${run}: ${matches ? 'everything is as expected' : 'not everything is as expected'}.`, ...lines].join(
    '\n',
  );
}
