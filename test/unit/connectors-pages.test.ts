// Reports of many pages: all of them, in order, as they came, and never without end.
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { MAX_PAGES, collectPages } from '../../src/connectors/pages.ts';
import { THE_DAY, U1, allSources, failureOf, withServer } from './connectors-raw-server.ts';

const subject = { service: 'ad-exchange', account: U1, range: THE_DAY };
const nextCursor = z.object({ next: z.string().nullish() }).transform(({ next }) => next);
const collect = (pageAfter: (cursor: string | undefined) => unknown) =>
  collectPages({ subject, nextCursor, fetchPage: (cursor) => Promise.resolve(JSON.stringify(pageAfter(cursor))) });

describe('a paged report', () => {
  test('is followed from cursor to cursor and keeps every page in order', async () => {
    const pages = await collect((cursor) =>
      cursor === '2' ? { at: 3, next: null } : { at: cursor ?? 'first', next: cursor === undefined ? '1' : '2' },
    );
    expect(pages).toEqual(['{"at":"first","next":"1"}', '{"at":"1","next":"2"}', '{"at":3,"next":null}']);
  });

  test.each([
    ['is absent', {}],
    ['is null', { next: null }],
    ['is empty', { next: '' }],
  ])('ends when the cursor %s', async (_name, page) => {
    expect(await collect(() => page)).toHaveLength(1);
  });

  test('whose cursor comes again is refused instead of followed for ever', async () => {
    const failure = await failureOf(collect((cursor) => ({ next: cursor === 'a' ? 'b' : 'a' })));
    expect(failure.code).toBe('SOURCE_SCHEMA_INVALID');
    expect(failure.message).toContain('page 3 points back to an earlier one');
  });

  test('with always another cursor is refused after the most pages a report may have', async () => {
    let asked = 0;
    const failure = await failureOf(collect(() => ({ next: String((asked += 1)) })));
    expect(failure.code).toBe('SOURCE_SCHEMA_INVALID');
    expect(asked).toBe(MAX_PAGES);
  });

  test.each([
    ['a number', { next: 5 }],
    ['missing because the page is a list', []],
  ])('whose cursor is %s is refused', async (_name, page) => {
    expect((await failureOf(collect(() => page))).code).toBe('SOURCE_SCHEMA_INVALID');
  });
});

describe('the paged sources', () => {
  test('send the cursor of one page with the request for the next, and keep the text as it came', async () => {
    const asked: string[] = [];
    const [first, second] = [
      '{ "nextPageToken": "a/b&c", "links": {"next":"a/b&c"} }',
      '{"nextPageToken":null,"links":{"next":null}}',
    ];
    const reports = await withServer(
      (request, response) => {
        const url = new URL(request.url ?? '', 'http://localhost');
        asked.push(`${request.method} ${url.pathname} ${url.searchParams.get('cursor') ?? ''}`.trim());
        response.end(asked.length % 2 === 1 ? first : second);
      },
      async (baseUrl) => {
        const [adExchange, , store2] = allSources(`${baseUrl}/base/`);
        return [await adExchange?.fetchReport(U1, THE_DAY), await store2?.fetchReport(U1, THE_DAY)];
      },
    );
    expect(asked).toEqual([
      'POST /base/v2/accounts/u1/reports:run',
      'POST /base/v2/accounts/u1/reports:run',
      'GET /base/reports/u1/transactions',
      'GET /base/reports/u1/transactions a/b&c',
    ]);
    expect(reports).toEqual([{ pages: [first, second] }, { pages: [first, second] }]);
  });
});
