// Does the forecast fit the account? Against its own range, its recent weeks, its sign, and the width its days explain.
import type { Breach } from '../findings.ts';
import { shown } from '../findings.ts';
import type { GatePolicy } from '../policy.ts';
import type { Jump, Subject } from './subject.ts';

/** From so many observed days on "it never happened" means something. */
const ENOUGH_DAYS = 7;

export function outOfRange({ borders, firstWeek }: Subject): Breach | null {
  if (borders === null) return null;
  const { low, high } = borders;
  const outside = firstWeek.find(({ mean }) => mean < low || mean > high);
  if (outside === undefined) return null;
  const { mean, targetDate } = outside;
  const message = `${shown(mean)} on ${targetDate}; the account's days allow ${shown(low)} to ${shown(high)}.`;
  return { figure: mean, limit: mean < low ? low : high, message };
}

export const jump = ({ dayJump, policy }: Subject): Breach | null =>
  judgeJump(dayJump, { limit: policy.jumpMovements, relative: policy.jumpRelative, what: 'The next day' });

export const weekJump = ({ weekJump: jumped, policy }: Subject): Breach | null =>
  judgeJump(jumped, { limit: policy.weekJumpMovements, relative: policy.jumpRelative, what: 'The first week' });

interface JumpLimits {
  readonly limit: number;
  readonly relative: number;
  readonly what: string;
}

function judgeJump(jumped: Jump | null, { limit, relative, what }: JumpLimits): Breach | null {
  if (jumped === null || jumped.movements <= limit || jumped.relative <= relative) return null;
  const { value, nearest, movements } = jumped;
  const message = `${what} at ${shown(value)} where recent weeks say ${shown(nearest)}: ${shown(movements)} usual movements.`;
  return { figure: movements, limit, message };
}

/** An account without a day below 0 is never forecast there; one that seldom has them is not forecast a week of them. Or the other way round. */
export function sign({ observed, firstWeek, policy }: Subject): Breach | null {
  const means = firstWeek.map(({ mean }) => mean);
  return (
    wrongSign(means, observed, policy) ??
    wrongSign(
      means.map((value) => -value),
      observed.map((value) => -value),
      policy,
    )
  );
}

/** Judges days below 0. Days around 0 have no sign. */
function wrongSign(means: readonly number[], observed: readonly number[], policy: GatePolicy): Breach | null {
  const signed = observed.filter((value) => value !== 0);
  if (signed.length === 0 || means.length === 0) return null;
  const seen = signed.filter((value) => value < 0).length / signed.length;
  const seldom = signed.length >= ENOUGH_DAYS && seen <= policy.seldomSignShare;
  const limit = seen === 0 ? 0 : policy.wrongSignShare;
  const figure = means.filter((value) => value < -policy.negligible).length / means.length;
  if ((seen > 0 && !seldom) || figure <= limit) return null;
  const message = `${percent(figure)} of the first days have a sign that ${percent(seen)} of the account's days had.`;
  return { figure, limit, message };
}

const percent = (share: number): string => `${shown(share * 100)} %`;

/** An account that earned on every day is not forecast at exactly nothing. */
export function vanished({ observed, firstWeek, policy }: Subject): Breach | null {
  const alwaysEarned = observed.length >= ENOUGH_DAYS && observed.every((value) => value > policy.negligible);
  const zeros = firstWeek.filter(({ mean }) => mean === 0).length;
  if (!alwaysEarned || zeros === 0) return null;
  const message = `${zeros} of the first ${firstWeek.length} days at 0 on an account that earned on each of ${observed.length} days.`;
  return { figure: zeros, limit: 0, message };
}

export function bandTooWide({ width80, widest }: Subject): Breach | null {
  if (width80 === null || widest === null || width80 <= widest) return null;
  const message = `An 80 % band ${shown(width80)} wide; the account's days explain ${shown(widest)}.`;
  return { figure: width80, limit: widest, message };
}
