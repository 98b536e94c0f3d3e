import { Client, Connection } from '@temporalio/client';
import { startDevServer } from './dev-server.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
const server = await startDevServer();
try {
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });
await applySchedules(client, parseSchedules('[{"id":"o","pipeline":"daily","preset":"@once"}]'));
// shorten for the experiment
await client.schedule.getHandle('o').update((p: any) => ({ ...p, spec: { intervals: [{ every: 5000 }], timezone: 'UTC' }, state: { ...p.state, remainingActions: 1 } }));
for (let i = 0; i < 8; i++) {
  await new Promise((r) => setTimeout(r, 6000));
  const d = await client.workflow.getHandle('temporal-sys-scheduler:o').describe();
  const s = await client.schedule.getHandle('o').describe();
  console.log(i, 'events', d.historyLength, 'remaining', s.state.remainingActions, 'taken', s.info.numActionsTaken, 'next', s.info.nextActionTimes.length);
}
await connection.close();
} finally { await server.stop(); }
