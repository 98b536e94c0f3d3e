// Whether the answers that are timed say what was seeded: a quick answer that lacks something is no answer.
import { z } from 'zod';
import { addDays } from '../../../src/domain/calendar/dates.ts';
import { get, type Asker } from './ask.ts';
import { hasRevenue } from './seed/outcomes.ts';
import { accountIdOf, type SeedPlan } from './seed/plan.ts';

const counted = z.object({ accounts: z.number() });
const overview = z.object({
  refreshing: z.array(z.string()),
  days: z.array(z.object({ date: z.string(), currencies: z.array(z.object({ fact: counted.nullable() })) })),
});
const tiles = z.object({ total: z.number(), accounts: z.array(z.object({ days: z.string() })) });
const account = z.object({
  days: z.array(z.unknown()),
  next: z.unknown(),
  model: z.object({ curve: z.array(z.unknown()) }),
});

const PAGE = 250;
const HEAT_DAYS = 90;
const MONTH = 30;

/** What is wrong, as sentences; empty when all is well. */
export async function checkAnswers(asker: Asker, plan: SeedPlan): Promise<readonly string[]> {
  const read = async <T>(schema: z.ZodType<T>, path: string): Promise<T> =>
    schema.parse((await asker.ask(get(path))).json());
  const month = await read(overview, '/api/overview');
  const from = addDays(plan.last, 1 - HEAT_DAYS);
  const heat = await read(tiles, `/api/tiles?from=${from}&to=${plan.last}&limit=${PAGE}`);
  const one = await read(account, `/api/accounts/${accountIdOf(0)}/overview`);
  const before = month.days.find(({ date }) => date === addDays(plan.last, -1));
  const withFacts = before?.currencies.reduce((sum, { fact }) => sum + (fact?.accounts ?? 0), 0) ?? 0;
  const earning = [...Array(plan.accounts).keys()].filter((index) => hasRevenue(index, plan.days - 2)).length;
  const days = Math.min(plan.days, HEAT_DAYS);
  return [
    ...wrong(withFacts === earning, `the overview counts ${withFacts} of ${earning} accounts`),
    ...wrong(month.refreshing.length === 0, `the overview is still being added up: ${month.refreshing.join(', ')}`),
    ...wrong(heat.total === plan.accounts, `the heat map counts ${heat.total} of ${plan.accounts} accounts`),
    ...wrong(
      heat.accounts.length === Math.min(PAGE, plan.accounts),
      `a page of the heat map has ${heat.accounts.length} accounts`,
    ),
    ...wrong(
      heat.accounts.every((row) => row.days.replaceAll('.', '').length >= days - 1),
      'tiles are missing',
    ),
    ...wrong(one.days.length >= Math.min(plan.days, MONTH), `an account shows ${one.days.length} days`),
    ...wrong(one.next !== null && one.model.curve.length > 0, 'an account has no forecast with its model'),
  ];
}

const wrong = (isRight: boolean, problem: string): readonly string[] => (isRight ? [] : [problem]);
