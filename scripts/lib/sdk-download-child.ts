// Entry point of sdk-download.ts: has the SDK download one of its servers into a folder, by starting and stopping it once.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [server, version = 'default', downloadDir = '.'] = process.argv.slice(2);
const executable = { type: 'cached-download', version: `v${version}`, downloadDir } as const;

const environment =
  server === 'test-server'
    ? await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
    : await TestWorkflowEnvironment.createLocal({ server: { executable } });
await environment.teardown();
