// Files in and out over HTTP: CSV imports of good, bad and hostile files, exports as CSV and JSON, failures half-way.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { startApiStack, type Answer, type ApiStack } from '../helpers/api-stack.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';

let api: ApiStack;
let counter = 0;

beforeAll(async () => {
  api = await startApiStack({ change: brokenWhenAsked });
});

afterAll(() => api?.close());

let breakOn: string | null = null;

/** The store fails for one account while `breakOn` names it. */
function brokenWhenAsked(operations: OperationsDeps): OperationsDeps {
  const { store } = operations;
  const listDays: typeof store.revenue.listDays = async (account, range) => {
    if (account === breakOn) throw new Error('disk on fire: password=hunter2');
    return store.revenue.listDays(account, range);
  };
  return { ...operations, store: { ...store, revenue: { ...store.revenue, listDays } } };
}

async function addAccount(settings: object = {}): Promise<string> {
  const id = `file-${(counter += 1)}`;
  const { status } = await api.call('POST', '/api/accounts', { json: { id, currency: 'EUR', ...settings } });
  expect(status).toBe(201);
  return id;
}

const post = (lines: readonly string[], query = ''): Promise<Answer> =>
  api.call('POST', `/api/import${query}`, { csv: [...lines, ''].join('\n') });

const daysOf = async (id: string): Promise<readonly (readonly [string, string, number])[]> => {
  const days = await api.store.revenue.listDays(accountId(id), {
    from: isoDate('2020-01-01'),
    to: isoDate('2026-12-31'),
  });
  return days.map(({ date, amount, revision }) => [date, amount, revision]);
};

const HEADER = 'account,date,revenue,currency';

describe('importing a CSV', () => {
  test('takes the good lines, reports each bad one with its line and reason', async () => {
    const [id, archived] = [await addAccount(), await addAccount()];
    await api.call('DELETE', `/api/accounts/${archived}`);
    const { status, body } = await post([
      HEADER,
      `${id},2026-11-19,10.50,EUR`,
      `${id},2026-02-30,1,EUR`,
      `${id},2026-11-22,1,EUR`,
      `${id},2026-11-20,"1,50",EUR`,
      `nobody,2026-11-20,1,EUR`,
      `${archived},2026-11-20,1,EUR`,
      `${id},2026-11-20,1,USD`,
      `${id},2026-11-20,1,XXX`,
      `${id},2026-11-20`,
      `${id},2026-11-20,20,EUR`,
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ lines: 10, accepted: 2, rejectedTotal: 8, days: { added: 2 } });
    const { rejected } = body as { rejected: { line: number; code: string }[] };
    expect(rejected.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '3 invalid-date',
      '4 date-not-complete',
      '5 invalid-amount',
      '6 unknown-account',
      '7 unknown-account',
      '8 currency-mismatch',
      '9 unknown-currency',
      '10 wrong-cell-count',
    ]);
    expect(await daysOf(id)).toEqual([
      ['2026-11-19', '10.50', 1],
      ['2026-11-20', '20.00', 1],
    ]);
  });

  test('the same file again changes nothing; a corrected one adds a revision of what it changed', async () => {
    const id = await addAccount();
    const file = [HEADER, `${id},2026-11-19,10,EUR`, `${id},2026-11-20,20,EUR`];
    await post(file);
    expect((await post(file)).body).toMatchObject({ days: { added: 0, revised: 0, unchanged: 2 } });
    const corrected = await post([HEADER, `${id},2026-11-20,21,EUR`]);
    expect(corrected.body).toMatchObject({ days: { revised: 1, unchanged: 0 } });
    expect(await daysOf(id)).toEqual([
      ['2026-11-19', '10.00', 1],
      ['2026-11-20', '21.00', 2],
    ]);
  });

  test('a dry run says what would be done and does nothing', async () => {
    const id = await addAccount();
    await post([HEADER, `${id},2026-11-18,1,EUR`, `${id},2026-11-19,10,EUR`]);
    const lines = [HEADER, `${id},2026-11-18,1,EUR`, `${id},2026-11-19,11,EUR`, `${id},2026-11-20,20,EUR`];
    const { body } = await post(lines, '?dryRun=true');
    expect(body).toMatchObject({ dryRun: true, days: { added: 1, revised: 1, unchanged: 1 } });
    expect((await daysOf(id)).length).toBe(2);
  });

  test('a day whose sources lie far apart in a long file is written once, whole', async () => {
    const id = await addAccount();
    const dates = lastDays(1_500);
    const bySource = (source: string): string[] => dates.map((date) => `${id},${date},1.50,EUR,${source}`);
    const file = [`${HEADER},source`, ...bySource('web'), ...bySource('shop'), ...bySource('ads')];
    expect((await post(file)).body).toMatchObject({ accepted: 4_500, days: { added: 1_500, revised: 0 } });
    expect((await post(file)).body).toMatchObject({ days: { added: 0, revised: 0, unchanged: 1_500 } });
    const days = await daysOf(id);
    expect(new Set(days.map(([, amount, revision]) => `${amount} ${revision}`))).toEqual(new Set(['4.50 1']));
  });

  test('far apart, the same figure again counts once, and another figure is reported with the line that stands', async () => {
    const id = await addAccount();
    const filler = lastDays(1_200).map((date) => `${id},${date},1,EUR`);
    const first = [`${id},2019-01-01,5,EUR`, `${id},2019-01-02,7,EUR`];
    const again = [`${id},2019-01-01,6,EUR`, `${id},2019-01-02,7.00,EUR`];
    const { body } = await post([HEADER, ...first, ...filler, ...again]);
    expect(body).toMatchObject({ accepted: 1_202, repeated: 1, rejectedTotal: 1 });
    expect(body).toMatchObject({
      rejected: [{ line: 1_204, code: 'conflicting-duplicate', reason: expect.stringContaining('Line 2 ') }],
    });
  });

  test.each([
    ['nothing at all', ''],
    ['no header', 'u1,2026-11-20,1,EUR\n'],
    ['semicolons', 'account;date;revenue;currency\n'],
    ['an open quote', 'account,date,revenue,currency\nu1,2026-11-20,"1,EUR\n'],
    ['a column twice', 'account,date,revenue,currency,date\n'],
  ])('a file with %s is refused as a whole', async (_what, csv) => {
    const answer = await api.call('POST', '/api/import', { csv });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_CSV' } });
  });

  test('an open quote late in the file is found before anything is written', async () => {
    const id = await addAccount();
    const answer = await post([HEADER, `${id},2026-11-20,1,EUR`, `${id},2026-11-19,"2,EUR`, 'x'.repeat(11_000)]);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_CSV' } });
    expect(await daysOf(id)).toEqual([]);
  });

  test('a file that says it is over 64 MB is refused before it is read', async () => {
    const answer = await declareLength(api.url, 64 * 1024 * 1024 + 1);
    expect(answer).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  test('a file that grows beyond 64 MB without saying so is refused on the way', { timeout: 60_000 }, async () => {
    const answer = await streamBytes(api.url, 66);
    expect(answer).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('exporting', () => {
  test('revenue as CSV can be imported again and gives the same amounts', async () => {
    const [id, copy] = [await addAccount({ cohort: 'exported' }), await addAccount()];
    await post([HEADER, `${id},2026-11-19,-10.5,EUR`, `${id},2026-11-20,20,EUR`]);
    const { text, headers } = await api.call('GET', '/api/export/revenue?cohort=exported');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('revenue.csv');
    expect(text.split('\n').slice(0, 2).join('\n')).toMatch(
      new RegExp(`^account,date,revenue,currency,origin,revision,recordedAt\n${id},2026-11-19,-10.50,EUR,import,1,`),
    );
    const imported = await api.call('POST', '/api/import', { csv: text.replaceAll(`${id},`, `${copy},`) });
    expect(imported.body).toMatchObject({
      accepted: 2,
      rejectedTotal: 0,
      ignoredColumns: ['origin', 'revision', 'recordedat'],
    });
    expect(await daysOf(copy)).toEqual(await daysOf(id));
  });

  test('revenue as JSON of listed accounts, archived ones too', async () => {
    const [one, two] = [await addAccount(), await addAccount()];
    await post([HEADER, `${one},2026-11-20,1,EUR`, `${two},2026-11-20,2,EUR`]);
    await api.call('DELETE', `/api/accounts/${one}`);
    const { body } = await api.call(
      'GET',
      `/api/export/revenue?format=json&accounts=${two},${one}&from=2026-11-20&to=2026-11-20`,
    );
    expect(body).toMatchObject([
      { account: one, revenue: '1.00', revision: 1 },
      { account: two, revenue: '2.00' },
    ]);
  });

  test('forecasts that are served, by target date, in both formats', async () => {
    const id = await addAccount({ cohort: 'forecast' });
    const row = forecast({ accountId: accountId(id), businessDate: isoDate('2026-11-21') });
    await api.store.forecasts.save([row]);
    expect((await api.call('GET', '/api/export/forecasts?cohort=forecast&format=json')).body).toEqual([]);
    await api.store.forecasts.setStatus([statusChange({ accountId: row.accountId, businessDate: row.businessDate })]);
    const csv = await api.call('GET', '/api/export/forecasts?cohort=forecast');
    expect(csv.text).toContain(`${id},2026-11-23,266.21,EUR,2026-11-21,2,200.00,330.50,-12.10,400.00,`);
    const json = await api.call('GET', '/api/export/forecasts?cohort=forecast&format=json&to=2026-11-22');
    expect(json.body).toMatchObject([
      { account: id, targetDate: '2026-11-22', lo80: '200.00', status: 'published', lastGood: false },
    ]);
  });

  test('with no account at all it is a header line, or an empty list', async () => {
    const empty = await startApiStack();
    try {
      expect((await empty.call('GET', '/api/export/forecasts')).text.split('\n').length).toBe(2);
      expect((await empty.call('GET', '/api/export/revenue?format=json')).body).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});

describe('when the store breaks', () => {
  test('before the first row: a problem without the words of the failure, which are in the log', async () => {
    const id = await addAccount({ cohort: 'broken' });
    breakOn = id;
    const answer = await api.call('GET', '/api/export/revenue?cohort=broken');
    breakOn = null;
    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(answer.text).not.toContain('hunter2');
    expect(api.log.some((line) => line.includes('disk on fire'))).toBe(true);
  });

  test('half-way through: the transfer breaks off instead of ending like a whole one', async () => {
    await addAccount({ cohort: 'half' });
    breakOn = await addAccount({ cohort: 'half' });
    await expect(api.call('GET', '/api/export/revenue?cohort=half')).rejects.toThrow();
    breakOn = null;
    expect((await api.call('GET', '/healthz')).status).toBe(200);
  });
});

/** Consecutive days, oldest first, up to the last complete one. */
function lastDays(count: number): readonly string[] {
  const last = Date.parse('2026-11-21T00:00:00Z');
  return Array.from({ length: count }, (_, index) =>
    new Date(last - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

interface Refusal {
  readonly status: number | undefined;
  readonly code: unknown;
}

/** Sends the head of a request only. */
function declareLength(url: string, length: number): Promise<Refusal> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/csv', 'content-length': length };
    const request = httpRequest(`${url}/api/import`, { method: 'POST', headers, agent: false }, (response) => {
      readRefusal(response, response.statusCode).then(resolve, reject);
      response.once('end', () => request.destroy());
    });
    request.once('error', reject);
    request.flushHeaders();
  });
}

/** Sends `megabytes` of lines in chunks, and stops when it is answered. */
function streamBytes(url: string, megabytes: number): Promise<Refusal> {
  // Few long lines: this is about bytes.
  const chunk = `nobody,${'x'.repeat(8_000)},1,EUR\n`.repeat(131);
  return new Promise((resolve, reject) => {
    let answered = false;
    let left = megabytes;
    const headers = { 'content-type': 'text/csv' };
    const request = httpRequest(`${url}/api/import`, { method: 'POST', headers, agent: false }, (response) => {
      answered = true;
      readRefusal(response, response.statusCode).then(resolve, reject);
    });
    // Once it is answered, the server may close on what is still being sent.
    request.on('error', (error) => (answered ? undefined : reject(error)));
    const sendMore = (): void => {
      if (answered) return;
      if (left === 0) request.end();
      else {
        left -= 1;
        request.write(chunk, sendMore);
      }
    };
    request.write(`${HEADER}\n`, sendMore);
  });
}

async function readRefusal(response: AsyncIterable<Buffer>, status: number | undefined): Promise<Refusal> {
  let text = '';
  for await (const chunk of response) text += chunk.toString();
  const { code } = JSON.parse(text) as { readonly code: unknown };
  return { status, code };
}
