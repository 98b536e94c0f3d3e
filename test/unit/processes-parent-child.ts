// A supervisor of two children, one of Node and one of any program, made to be killed.
import { join } from 'node:path';
import { createSupervisor } from '../../scripts/lib/processes.ts';
import { projectRoot } from '../../scripts/lib/project.ts';
import { whenAnnounced, type ReadyCheck } from '../../scripts/lib/ready.ts';

const [folder = ''] = process.argv.slice(2);
const atOnce: ReadyCheck = () => Promise.resolve({});
const common = { env: process.env, cwd: projectRoot, readyTimeoutMs: 20_000, graceMs: 5_000, stage: 0 };

const supervisor = createSupervisor({ say: () => undefined });
await supervisor.start({
  ...common,
  name: 'node',
  kind: 'node',
  command: process.execPath,
  args: ['--import', 'tsx', join(projectRoot, 'test/unit/processes-child.ts'), 'node', join(folder, 'diary')],
  logFile: join(folder, 'node.log'),
  ready: whenAnnounced,
});
await supervisor.start({
  ...common,
  name: 'program',
  kind: 'program',
  command: 'sleep',
  args: ['600'],
  logFile: join(folder, 'program.log'),
  ready: atOnce,
});
process.stdout.write(`${JSON.stringify(supervisor.states().map(({ pid }) => pid))}\n`);
