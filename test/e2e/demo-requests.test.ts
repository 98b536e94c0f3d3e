// The demonstration against the real API: answers in columns, refusals explained, and an odd answer is no success.
import { expect, test } from 'vitest';
import { play, type Played } from '../../scripts/lib/demo/play.ts';
import { DEMO_REQUESTS } from '../../scripts/lib/demo/requests.ts';
import { accountDay, seedMorning } from '../browser/seed.ts';
import { startApiStack } from '../helpers/api-stack.ts';
import { apiOfFile } from '../helpers/file-api.ts';

const api = apiOfFile({
  fill: async ({ store }) => {
    await seedMorning(store);
    await store.runs.save(accountDay('harbor-games', 'published'));
  },
});

async function demo(requests = DEMO_REQUESTS, url = api.url) {
  const lines: string[] = [];
  const { ok } = await play(requests, { url, key: undefined, json: false, write: (line) => void lines.push(line) });
  return { ok, lines };
}

/** Without Temporal it is not ready; everything else is as it should be. */
const WITHOUT_TEMPORAL = DEMO_REQUESTS.filter(
  ({ path }) => path !== '/readyz' && path !== '/api/runs/day%2Fdaily%2F2000-01-01',
);

test('every answer is as it should be, in columns, and a refusal says what to do', async () => {
  const { ok, lines } = await demo(WITHOUT_TEMPORAL);
  expect(lines.join('\n')).not.toContain('EXPECTED');
  expect(ok).toBe(true);
  const refused = lines.find((line) => line.startsWith('a date that is none'));
  expect(refused).toMatch(/POST \/api\/runs +400 +\d+ ms {2}INVALID_DATE: .*Write the date as YYYY-MM-DD\./);
  const columns = lines.slice(0, -1).map((line) => line.search(/(GET|PUT|POST|DELETE|REQUEST) ?/));
  expect(new Set(columns).size).toBe(1);
  expect((await api.call('GET', '/api/views?page=runs')).body).toEqual({ views: [] });
});

test('an answer that is not as it should be is named, and the demonstration has failed', async () => {
  const { ok, lines } = await demo(DEMO_REQUESTS.filter(({ path }) => path === '/readyz'));
  expect(ok).toBe(false);
  expect(lines.at(-1)).toContain('0 of 1 as expected; not: are store and Temporal there');
});

test('an API that is not there is an answer too, for programs as JSON', async () => {
  const lines: string[] = [];
  const requests = DEMO_REQUESTS.slice(0, 1);
  const options = {
    url: 'http://127.0.0.1:1',
    key: undefined,
    json: true,
    write: (line: string) => void lines.push(line),
  };
  expect(await play(requests, options)).toEqual({ ok: false });
  const [one] = JSON.parse(lines.join('')) as Played[];
  expect(one).toMatchObject({ status: 0, expected: [200], said: expect.stringContaining('no answer') });
});

test('what needs an account is left out, with the reason, where there is none', async () => {
  const empty = await startApiStack();
  const { ok, lines } = await demo(WITHOUT_TEMPORAL, empty.url);
  await empty.close();
  expect(ok).toBe(true);
  expect(lines.filter((line) => line.includes('there is no account yet'))).toHaveLength(4);
});
