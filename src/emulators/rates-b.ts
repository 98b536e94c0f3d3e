// Reserve provider B: speaks the European Central Bank's reference rate feeds (last day, 90 days, whole history).
import { dayOf, formatDay, type Day } from './days.ts';
import { emulate, type Emulation, type Request, type Voice } from './emulation.ts';
import type { DayRates, RatesBook } from './rates-book.ts';
import { euroRates, lastShown, shownBetween, viewUnder, type RatesView } from './rates-desk.ts';
import { noSuchPath, type Outcome, type Reply, type WireRequest } from './wire.ts';

const PATH = /^\/stats\/eurofxref\/eurofxref-(daily|hist-90d|hist)\.xml$/;

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">\n' +
  '<gesmes:subject>Reference rates</gesmes:subject>\n' +
  '<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>\n<Cube>\n';
const TAIL = '</Cube>\n</gesmes:Envelope>\n';

export function ratesB(emulation: Emulation, book: () => RatesBook): (request: WireRequest) => Promise<Outcome> {
  return (request) => emulate(emulation, voice, () => readRequest(emulation, book(), request));
}

const voice: Voice = {
  source: 'rates-b',
  refuse: ({ message, status, headers }) =>
    xmlReply(`<error>${message.replace(/[<>&]/g, '')}</error>\n`, status, headers),
  otherShape: () => xmlReply('<message:GenericData xmlns:message="urn:other"><Series/></message:GenericData>\n'),
};

const xmlReply = (
  body: string | Iterable<string>,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
  body,
});

function readRequest(emulation: Emulation, book: RatesBook, { method, path }: WireRequest): Request {
  const feed = PATH.exec(path)?.[1];
  if (feed === undefined || method !== 'GET') throw noSuchPath(path);
  const now = emulation.clock();
  const today = dayOf(now);
  const from = firstDayOf(feed, { book, now, held: new Set(), dropped: new Set() }, today);
  return {
    target: { account: null, from, to: today },
    answer: (faults) => {
      const view = viewUnder(faults, { book, now, to: today });
      return xmlReply(feedOf(view, Math.min(from, lastShown(view, today)?.day ?? from), today));
    },
  };
}

/** Where a feed begins when nothing is held back. */
function firstDayOf(feed: string, view: RatesView, today: Day): Day {
  if (feed === 'hist') return view.book.firstDay;
  if (feed === 'hist-90d') return today - 90;
  return lastShown(view, today)?.day ?? today;
}

/** Newest first, a day at a time. */
function* feedOf(view: RatesView, from: Day, to: Day): Generator<string> {
  yield HEAD;
  for (const found of [...shownBetween(view, from, to)].reverse()) yield cubeOf(view, found);
  yield TAIL;
}

function cubeOf(view: RatesView, found: DayRates): string {
  const mark = found.synthetic ? ' synthetic="true"' : '';
  const cubes = [...euroRates(view, found)].map(([currency, rate]) => `<Cube currency="${currency}" rate="${rate}"/>`);
  return `<Cube time="${formatDay(found.day)}"${mark}>${cubes.join('')}</Cube>\n`;
}
