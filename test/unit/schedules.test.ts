// Schedules as code without a server: what the file may say, what Temporal would get, and what an apply would change.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cronProblem } from '../../src/operations/schedules-cron.ts';
import { parseSchedules, readSchedules, type ScheduleDeclaration } from '../../src/operations/schedules-file.ts';
import { declarationHash, describeTimes, toScheduleOptions } from '../../src/operations/schedules-options.ts';
import { planSchedules, stateAfterUpdate, type ExistingSchedule } from '../../src/operations/schedules-plan.ts';
import { scratchFolder } from '../helpers/scratch.ts';

function declaration(fields: object = {}): ScheduleDeclaration {
  const [parsed] = parseSchedules(JSON.stringify([{ id: 'daily', pipeline: 'daily', cron: '0 6 * * *', ...fields }]));
  if (parsed === undefined) throw new Error('nothing parsed');
  return parsed;
}

const applied = (from: ScheduleDeclaration, fields: Partial<ExistingSchedule> = {}): ExistingSchedule => ({
  id: from.id,
  ours: true,
  applied: { hash: declarationHash(from), paused: from.paused },
  paused: from.paused,
  note: from.note,
  remainingActions: null,
  ...fields,
});

const problemOf = (entries: unknown): string => {
  try {
    parseSchedules(JSON.stringify(entries), 'my.json');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
};

describe('the schedules file', () => {
  test('of the project is valid and schedules the daily run, both retrainings, housekeeping and the watch', async () => {
    const declared = await readSchedules();
    expect(declared.filter(({ paused }) => !paused).map(({ id, pipeline }) => `${id}: ${pipeline}`)).toEqual([
      'daily: daily',
      'daily-rerun: daily',
      'retrain-autonomous: retrain',
      'retrain: retrain',
      'housekeeping: housekeeping',
      'morrow-watch: watch',
    ]);
  });

  test('of somebody’s own gets the watch, unless it says something about it itself', async () => {
    const own = async (entries: readonly object[]) => {
      const file = join(scratchFolder(), 'schedules.json');
      writeFileSync(file, JSON.stringify(entries));
      return (await readSchedules(file)).map(({ id, pipeline, paused }) => ({ id, pipeline, paused }));
    };
    expect(await own([])).toEqual([{ id: 'morrow-watch', pipeline: 'watch', paused: false }]);
    const paused = { id: 'my-watch', pipeline: 'watch', cron: '0 * * * *', paused: true };
    expect(await own([paused])).toEqual([{ id: 'my-watch', pipeline: 'watch', paused: true }]);
    expect(problemOf([{ ...paused, cohort: 'eu' }])).toContain('cohort: the watch covers everything');
  });

  test('starts the watch itself, and everything else by its business date', () => {
    const [watch] = parseSchedules(JSON.stringify([{ id: 'w', pipeline: 'watch', cron: '0 * * * *' }]));
    expect(watch === undefined ? null : toScheduleOptions(watch).action).toMatchObject({
      workflowType: 'watch',
      args: [],
    });
    expect(toScheduleOptions(declaration()).action).toMatchObject({ workflowType: 'scheduledRun' });
  });

  test('fills in zone, jitter, catch-up window and overlap', () => {
    expect(declaration()).toEqual({
      id: 'daily',
      pipeline: 'daily',
      cron: ['0 6 * * *'],
      preset: null,
      timeZone: 'UTC',
      jitterSeconds: 0,
      catchUpWindowMinutes: 720,
      overlap: 'BufferOne',
      cohort: null,
      mode: null,
      paused: false,
      note: null,
    });
  });

  test('counts a note in bytes, as Temporal does', () => {
    const withNote = (note: string) => () => parseSchedules(JSON.stringify([{ id: 'a', pipeline: 'daily', note }]));
    expect(withNote('é'.repeat(500))).not.toThrow();
    expect(withNote('é'.repeat(501))).toThrow(/"a"\), note: must be at most 1,000 bytes/);
  });

  test.each([
    [[{ id: 'a', pipeline: 'dayly' }], /my\.json: entry 1 \("a"\), pipeline: .*daily/],
    [
      [
        { id: 'a', pipeline: 'daily' },
        { id: 'B!', pipeline: 'daily' },
      ],
      /entry 2 \("B!"\), id: must be lower-case/,
    ],
    [[{ id: 'a', pipeline: 'daily', cron: '61 * * * *' }], /entry 1 \("a"\), cron: .*"61" is not a minute \(0-59\)/],
    [[{ id: 'a', pipeline: 'daily', cron: ['0 6 * * *', '0 25 * * *'] }], /cron\.1: .*"25" is not an hour/],
    [[{ id: 'a', pipeline: 'daily', timeZone: 'Mars/Base' }], /timeZone: must be an IANA time zone/],
    [[{ id: 'a', pipeline: 'daily', timeZone: '+01:00' }], /timeZone: must be an IANA time zone/],
    [[{ id: 'a', pipeline: 'daily', jitterSeconds: -1 }], /jitterSeconds: /],
    [[{ id: 'a', pipeline: 'daily', jitterSecond: 1 }], /jitterSecond/],
    [[{ id: 'a', pipeline: 'daily', overlap: 'skip' }], /overlap: .*BufferOne/],
    [[{ id: 'a', pipeline: 'daily', cron: '0 6 * * *', preset: '@daily' }], /preset: say cron or preset, not both/],
    [[{ id: 'a', pipeline: 'daily', mode: 'manual' }], /mode: belongs to the pipeline retrain/],
    [[{ id: 'a', pipeline: 'retrain', mode: 'auto' }], /mode: .*autonomous/],
    [[{ id: 'a', pipeline: 'housekeeping', cohort: 'asia' }], /cohort: housekeeping covers every account/],
    [
      [
        { id: 'a', pipeline: 'daily' },
        { id: 'a', pipeline: 'revenue' },
      ],
      /"a", id: is declared more than once/,
    ],
    [['daily'], /entry 1, /],
    [{ daily: {} }, /my\.json must hold a JSON array/],
  ])('names file, entry and field of a mistake: %j', (entries, message) => {
    expect(problemOf(entries)).toMatch(message);
  });

  test('reports every mistake at once', () => {
    const problems = problemOf([
      { id: 'a', pipeline: 'x' },
      { id: 'b', pipeline: 'daily', timeZone: 'Nowhere' },
    ]);
    expect(problems).toMatch(/pipeline.*timeZone/s);
  });

  test('that is no JSON or is not there is a mistake with a code', async () => {
    expect(() => parseSchedules('[', 'my.json')).toThrow(expect.objectContaining({ code: 'INVALID_SCHEDULES' }));
    await expect(readSchedules('/nowhere/schedules.json')).rejects.toMatchObject({ code: 'INVALID_SCHEDULES' });
  });
});

describe('a cron expression', () => {
  test.each([
    '* * * * *',
    '0 6 * * *',
    '*/15 0-6,18-23 1,15 JAN-MAR mon-fri',
    '0 0 * * 7',
    '0/10 * * * *',
    '0 0 1 1 * 2027',
    '30 0 0 1 1 * 2027-2030',
  ])('%s is taken', (expression) => expect(cronProblem(expression)).toBeNull());

  test.each([
    ['', /fields/],
    ['0 6 * *', /has 4 fields/],
    ['@daily', /has 1 fields/],
    ['TZ=UTC 0 6 * * *', /"TZ=UTC" is not a minute/],
    ['60 6 * * *', /"60" is not a minute/],
    ['0 6 0 * *', /"0" is not a day of month/],
    ['0 6 * FEBR *', /"FEBR" is not a month \(1-12 or JAN-DEC\)/],
    ['0 6 * * 5-1', /"5-1" is not a day of week/],
    ['*/0 6 * * *', /"\*\/0" is not a minute/],
    ['1,,2 6 * * *', /"1,,2" is not a minute/],
    ['0 6 * * * 1869', /is not a year/],
  ])('%s is refused with the field that is wrong', (expression, message) => {
    expect(cronProblem(expression)).toMatch(message);
  });
});

describe('what Temporal gets', () => {
  test.each([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@weekly', '0 0 * * SUN'],
    ['@monthly', '0 0 1 * *'],
    ['@quarterly', '0 0 1 JAN,APR,JUL,OCT *'],
    ['@yearly', '0 0 1 JAN *'],
  ])('%s is %s', (preset, cron) => {
    expect(toScheduleOptions(declaration({ cron: undefined, preset })).spec.cronExpressions).toEqual([cron]);
    expect(cronProblem(cron)).toBeNull();
  });

  test('a schedule with neither cron nor preset has no times', () => {
    const byHand = declaration({ cron: undefined });
    expect(toScheduleOptions(byHand).spec).toEqual({ timezone: 'UTC', jitter: 0 });
    expect(describeTimes(byHand)).toBe('by hand');
  });

  test('@once is limited to one action, everything else is not limited', () => {
    expect(toScheduleOptions(declaration({ cron: undefined, preset: '@once' })).state?.remainingActions).toBe(1);
    expect(toScheduleOptions(declaration()).state).not.toHaveProperty('remainingActions');
  });

  test('a retraining of one mode says so to the workflow and to people', () => {
    const { action } = toScheduleOptions(declaration({ id: 'retrain', pipeline: 'retrain', mode: 'manual' }));
    expect(action.args).toEqual([{ pipeline: 'retrain', timeZone: 'UTC', mode: 'manual' }]);
    expect(action.staticSummary).toContain('manual cohorts');
  });

  test('the started workflow has no retry policy of its own', () => {
    expect(toScheduleOptions(declaration()).action).not.toHaveProperty('retry');
  });

  test('a summary never exceeds what Temporal takes', () => {
    const long = declaration({ id: 'x'.repeat(64), cohort: 'c'.repeat(48), cron: Array(20).fill('0 6 * * *') });
    expect(toScheduleOptions(long).action.staticSummary?.length).toBeLessThanOrEqual(200);
  });

  test.each([
    { cron: '1 6 * * *' },
    { timeZone: 'Asia/Tokyo' },
    { jitterSeconds: 1 },
    { catchUpWindowMinutes: 1 },
    { overlap: 'Skip' },
    { cohort: 'asia' },
    { pipeline: 'revenue' },
    { pipeline: 'retrain', mode: 'manual' },
    { paused: true },
    { note: 'new' },
  ])('a change of %j changes the hash', (change) => {
    expect(declarationHash(declaration(change))).not.toBe(declarationHash(declaration()));
  });
});

describe('the plan', () => {
  const daily = declaration();
  const weekly = declaration({ id: 'weekly', pipeline: 'housekeeping' });
  const ids = (pairs: readonly { readonly declaration: ScheduleDeclaration }[]) =>
    pairs.map((pair) => pair.declaration.id);

  test('creates what is not there, updates what differs, leaves what is the same, removes what is not declared', () => {
    const added = declaration({ id: 'added' });
    const edited = declaration({ jitterSeconds: 5 });
    const plan = planSchedules(
      [edited, weekly, added],
      [applied(daily), applied(weekly), { ...applied(daily), id: 'old' }],
    );
    expect(plan.create).toEqual([added]);
    expect(ids(plan.update)).toEqual(['daily']);
    expect(ids(plan.unchanged)).toEqual(['weekly']);
    expect(plan.remove).toEqual(['old']);
    expect(plan.taken).toEqual([]);
  });

  test('writes back a declaration whose action was replaced by hand', () => {
    expect(ids(planSchedules([daily], [applied(daily, { applied: null })]).update)).toEqual(['daily']);
  });

  test('never updates or removes a schedule of somebody else', () => {
    const plan = planSchedules([daily], [applied(daily, { ours: false }), { ...applied(weekly), ours: false }]);
    expect(plan).toEqual({ create: [], update: [], unchanged: [], remove: [], taken: ['daily'] });
  });
});

describe('the state after an update', () => {
  const running = declaration({ note: 'declared' });
  const paused = declaration({ note: 'declared', paused: true });

  test.each([
    [
      'a pause by hand stays, with its reason',
      running,
      running,
      { paused: true, note: 'holiday' },
      { paused: true, note: 'holiday' },
    ],
    ['an unpause by hand stays', paused, paused, { paused: false, note: 'go' }, { paused: false, note: 'go' }],
    [
      'a pause that the file newly asks for is applied',
      running,
      paused,
      { paused: false },
      { paused: true, note: 'declared' },
    ],
    ['a pause that the file takes back ends', paused, running, { paused: true }, { paused: false, note: 'declared' }],
    [
      'without a pause by hand the note is the declared one',
      running,
      running,
      { note: 'old' },
      { paused: false, note: 'declared' },
    ],
  ])('%s', (_, before, after, now, expected) => {
    expect(stateAfterUpdate({ declaration: after, existing: applied(before, now) })).toEqual(expected);
  });

  test('a spent @once stays spent', () => {
    const once = declaration({ cron: undefined, preset: '@once' });
    expect(stateAfterUpdate({ declaration: once, existing: applied(once, { remainingActions: 0 }) })).toMatchObject({
      remainingActions: 0,
    });
    expect(stateAfterUpdate({ declaration: once, existing: applied(running) })).toMatchObject({ remainingActions: 1 });
    expect(
      stateAfterUpdate({ declaration: running, existing: applied(once, { remainingActions: 0 }) }),
    ).not.toHaveProperty('remainingActions');
  });
});
