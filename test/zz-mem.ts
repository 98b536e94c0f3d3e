import { mkdtempSync, rmSync } from 'node:fs'; import { tmpdir } from 'node:os'; import { join } from 'node:path';
import { openStore } from '../src/storage/open-store.ts'; import { importCsv } from '../src/operations/import-revenue.ts'; import { addAccount } from '../src/operations/accounts.ts';
const dir = mkdtempSync(join(tmpdir(), 'mm-')); const clock = { now: () => new Date('2026-11-22T10:00:00Z') };
const store = await openStore({ kind: 'sqlite', file: join(dir, 'a.db') }, { clock }); await store.migrate();
const deps = { store, clock, timeZone: 'UTC', registeredSources: [] };
for (let a = 0; a < 100; a++) await addAccount(deps, { id: `a${a}`, currency: 'EUR' });
async function* src() { yield 'account,date,revenue,currency,source\n'; for (const s of ['web','shop','ads']) for (let d = 0; d < 1000; d++) { const date = new Date(Date.parse('2026-11-21') - d*86400000).toISOString().slice(0,10); let t=''; for (let a=0;a<100;a++) t += `a${a},${date},${(a*d%977)/100},EUR,${s}\n`; yield t; } }
let peak = 0; const timer = setInterval(() => peak = Math.max(peak, process.memoryUsage().rss), 50);
for (let i=0;i<2;i++) { const t = performance.now(); const r = await importCsv(deps, src()); console.log(r.lines, r.accepted, r.days, Math.round(performance.now()-t), 'ms peak MB', Math.round(peak/1e6), 'heap', Math.round(process.memoryUsage().heapUsed/1e6)); }
clearInterval(timer); await store.close(); rmSync(dir, { recursive: true });
