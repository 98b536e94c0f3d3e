// The European Central Bank's reference rate feeds: XML of days, each with one rate per currency for one euro.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { isIsoDate } from '../domain/calendar/dates.ts';
import type { IsoDate } from '../domain/ids.ts';
import { schemaFailure, type Subject } from './failures.ts';
import { checkBase, checkRates, type Quote } from './rates-set.ts';

/** The days of a feed, newest first. A day's figures are checked when they are read: most days of a feed never are. */
export interface EcbFeed {
  readonly days: readonly FeedDay[];
}

export interface FeedDay {
  readonly date: IsoDate;
  readonly cubes: readonly unknown[];
  readonly synthetic: boolean;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // Figures stay the text that was written.
  parseAttributeValue: false,
  removeNSPrefix: true,
  // The feeds use none, and entities are how a small document grows huge.
  processEntities: false,
  isArray: (name) => name === 'Cube',
});

const dayCube = z.object({
  time: z.string().refine(isIsoDate),
  Cube: z.array(z.unknown()),
  synthetic: z.string().optional(),
});
const envelope = z.object({ Envelope: z.object({ Cube: z.tuple([z.object({ Cube: z.array(dayCube).min(1) })]) }) });
const rateCube = z.object({ currency: z.string(), rate: z.string() });

/** @throws MorrowError SOURCE_SCHEMA_INVALID when it is no well-formed XML of the documented form. */
export function readEcbFeed(xml: string, subject: Subject): EcbFeed {
  // The parser alone accepts a document that breaks off.
  if (XMLValidator.validate(xml) !== true)
    throw schemaFailure(subject, `not well-formed XML, ${xml.length} characters`);
  const parsed = envelope.safeParse(parser.parse(xml));
  if (!parsed.success) throw schemaFailure(subject, 'not the documented feed of days');
  const days = parsed.data.Envelope.Cube[0].Cube.map(({ time, Cube: cubes, synthetic }) => ({
    date: time,
    cubes,
    synthetic: synthetic === 'true',
  }));
  return { days: days.toSorted((a, b) => (a.date < b.date ? 1 : -1)) };
}

/** @throws MorrowError SOURCE_SCHEMA_INVALID when the day's figures are not believable. */
export function readFeedDay({ date, cubes, synthetic }: FeedDay, subject: Subject): Quote {
  const rates = cubes.map((cube) => {
    const parsed = rateCube.safeParse(cube);
    if (!parsed.success) throw schemaFailure(subject, `a rate of ${date} without currency or figure`);
    return [parsed.data.currency, parsed.data.rate] as const;
  });
  return {
    quoteDate: date,
    base: checkBase('EUR', subject),
    rates: checkRates(Object.fromEntries(rates), subject),
    synthetic,
  };
}
