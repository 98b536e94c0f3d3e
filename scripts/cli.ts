// The command line as a process: `npm run morrow -- <command>`. Everything else is in scripts/cli/.
import { runCli } from './cli/main.ts';

// `morrow … | head` closes our output early; that is the reader's right and no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
});
