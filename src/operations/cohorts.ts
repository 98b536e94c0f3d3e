// How a cohort's forecasts are decided about: who promotes models, and what becomes of a hold that nobody answers.
import { z } from 'zod';
import { HOLD_ENDINGS, PROMOTION_MODES, defaultCohortSettings, type CohortSettings } from '../domain/cohort.ts';
import { recordChange } from './audit.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { cohort } from './values.ts';

type StoreDeps = Pick<OperationsDeps, 'store'>;
type ChangeDeps = Pick<OperationsDeps, 'store' | 'clock'>;

/** A week: then the next days' forecasts have long replaced the held one. */
export const DECIDE_AFTER_MINUTES_MAX = 7 * 24 * 60;

const minutes = z.int('must be a whole number of minutes').min(1, 'must be at least 1 minute');
const fields = {
  mode: z
    .enum(PROMOTION_MODES)
    .describe('manual: a person promotes models; autonomous: a model that wins by the margins is promoted by rule.'),
  escalateAfterMinutes: minutes
    .max(DECIDE_AFTER_MINUTES_MAX, `must be at most ${DECIDE_AFTER_MINUTES_MAX} minutes (7 days)`)
    .describe('Minutes without an answer to a hold until its alert becomes critical.'),
  decideAfterMinutes: minutes
    .max(DECIDE_AFTER_MINUTES_MAX, `must be at most ${DECIDE_AFTER_MINUTES_MAX} minutes (7 days)`)
    .describe('Minutes without an answer, from the beginning, until `ending` is carried out.'),
  ending: z.enum(HOLD_ENDINGS).describe('What happens then.'),
};

const { mode, hold } = defaultCohortSettings('default');
const example = {
  mode: 'autonomous',
  hold: { escalateAfterMinutes: 30, decideAfterMinutes: 120, ending: 'keep' },
};

/** Whole settings; what is left out gets its default. */
export const cohortSettingsSchema = z
  .strictObject({
    mode: fields.mode.default(mode),
    hold: z
      .strictObject({
        escalateAfterMinutes: fields.escalateAfterMinutes.default(hold.escalateAfterMinutes),
        decideAfterMinutes: fields.decideAfterMinutes.default(hold.decideAfterMinutes),
        ending: fields.ending.default(hold.ending),
      })
      .default(hold),
  })
  .refine(({ hold: policy }) => policy.decideAfterMinutes > policy.escalateAfterMinutes, {
    path: ['hold', 'decideAfterMinutes'],
    message: 'must be more than escalateAfterMinutes',
  })
  .meta({ id: 'CohortSettingsInput', examples: [example] });

/** Any part of them. */
const changesSchema = z
  .strictObject(fields)
  .partial()
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'must name at least one setting');

/** Every cohort that has an account or settings of its own, by name. */
export const listCohorts = ({ store }: StoreDeps): ReturnType<OperationsDeps['store']['cohorts']['list']> =>
  store.cohorts.list();

/** What was set, or the defaults. @throws InvalidInputError. */
export const showCohort = async ({ store }: StoreDeps, name: string): Promise<CohortSettings> =>
  store.cohorts.find(parseInput(cohort, name, 'cohort'));

/** Sets everything. Holds that are open keep the policy they began with. @throws InvalidInputError. */
export async function setCohort(deps: ChangeDeps, name: string, input: unknown): Promise<CohortSettings> {
  const key = parseInput(cohort, name, 'cohort');
  const settings = { cohort: key, ...parseInput(cohortSettingsSchema, input) };
  const before = await deps.store.cohorts.find(key);
  await deps.store.cohorts.save(settings);
  await recordChange(deps, { action: 'cohort.change', subject: `cohort/${key}`, before, after: settings });
  return settings;
}

export interface CohortChanges {
  readonly mode?: string | undefined;
  readonly escalateAfterMinutes?: number | undefined;
  readonly decideAfterMinutes?: number | undefined;
  readonly ending?: string | undefined;
}

/** Changes the named settings only. @throws InvalidInputError. */
export async function changeCohort(deps: ChangeDeps, name: string, changes: CohortChanges): Promise<CohortSettings> {
  const asked = parseInput(changesSchema, changes);
  const now = await showCohort(deps, name);
  return setCohort(deps, name, {
    mode: asked.mode ?? now.mode,
    hold: {
      escalateAfterMinutes: asked.escalateAfterMinutes ?? now.hold.escalateAfterMinutes,
      decideAfterMinutes: asked.decideAfterMinutes ?? now.hold.decideAfterMinutes,
      ending: asked.ending ?? now.hold.ending,
    },
  });
}
