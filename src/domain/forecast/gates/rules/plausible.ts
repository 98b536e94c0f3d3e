// Does the forecast fit the account? Against its own range, its recent weeks, its sign, and the width its days explain.
import type { Breach } from '../findings.ts';
import { counted, shown } from '../findings.ts';
import type { GatePolicy } from '../policy.ts';
import type { Jump, Subject } from './subject.ts';

/** From so many observed days on "it never happened" means something. */
const ENOUGH_DAYS = 7;

export function outOfRange({ borders, firstWeek, candidate: { currency } }: Subject): Breach | null {
  if (borders === null) return null;
  const { low, high } = borders;
  const outside = firstWeek.find(({ mean }) => mean < low || mean > high);
  if (outside === undefined) return null;
  const { mean, targetDate } = outside;
  const message = `${targetDate} is forecast at ${shown(mean)} ${currency}; the account's own days allow ${shown(low)} to ${shown(high)} ${currency}.`;
  return { figure: mean, limit: mean < low ? low : high, message };
}

export const jump = ({ dayJump, policy, candidate: { currency } }: Subject): Breach | null =>
  judgeJump(dayJump, { limit: policy.jumpMovements, relative: policy.jumpRelative, what: 'The next day', currency });

export const weekJump = ({ weekJump: jumped, policy, candidate: { currency } }: Subject): Breach | null =>
  judgeJump(jumped, {
    limit: policy.weekJumpMovements,
    relative: policy.jumpRelative,
    what: "The first week's mean",
    currency,
  });

interface JumpLimits {
  readonly limit: number;
  readonly relative: number;
  readonly what: string;
  readonly currency: string;
}

function judgeJump(jumped: Jump | null, { limit, relative, what, currency }: JumpLimits): Breach | null {
  if (jumped === null || jumped.movements <= limit || jumped.relative <= relative) return null;
  const { value, nearest, movements } = jumped;
  const message = `${what} is forecast at ${shown(value)} ${currency} where recent weeks suggest ${shown(nearest)} ${currency}: ${shown(movements)} times as far as the account usually moves; up to ${limit} times is accepted.`;
  return { figure: movements, limit, message };
}

/** An account without a day below 0 is never forecast there; one that seldom has them is not forecast a week of them. Or the other way round. */
export function sign({ observed, firstWeek, policy }: Subject): Breach | null {
  const means = firstWeek.map(({ mean }) => mean);
  const turned = {
    means: means.map((value) => -value),
    observed: observed.map((value) => -value),
    side: 'above',
  } as const;
  return wrongSign({ means, observed, side: 'below' }, policy) ?? wrongSign(turned, policy);
}

interface Signed {
  readonly means: readonly number[];
  readonly observed: readonly number[];
  /** What values below 0 are called here. */
  readonly side: 'below' | 'above';
}

/** Judges days below 0. Days around 0 have no sign. */
function wrongSign({ means, observed, side }: Signed, policy: GatePolicy): Breach | null {
  const signed = observed.filter((value) => value !== 0);
  if (signed.length === 0 || means.length === 0) return null;
  const seen = signed.filter((value) => value < 0).length / signed.length;
  const seldom = signed.length >= ENOUGH_DAYS && seen <= policy.seldomSignShare;
  const limit = seen === 0 ? 0 : policy.wrongSignShare;
  const figure = means.filter((value) => value < -policy.negligible).length / means.length;
  if ((seen > 0 && !seldom) || figure <= limit) return null;
  const message = `${percent(figure)} of the first days are forecast ${side} 0, where ${percent(seen)} of the account's days were; up to ${percent(limit)} is accepted.`;
  return { figure, limit, message };
}

const percent = (share: number): string => `${shown(share * 100)} %`;

/** An account that earned on every day is not forecast at exactly nothing. */
export function vanished({ observed, firstWeek, policy }: Subject): Breach | null {
  const alwaysEarned = observed.length >= ENOUGH_DAYS && observed.every((value) => value > policy.negligible);
  const zeros = firstWeek.filter(({ mean }) => mean === 0).length;
  if (!alwaysEarned || zeros === 0) return null;
  const message = `${zeros} of the first ${counted(firstWeek.length, 'day')} forecast at 0, where the account earned on each of its ${observed.length} days; none is accepted.`;
  return { figure: zeros, limit: 0, message };
}

export function bandTooWide({ width80, widest, candidate: { currency } }: Subject): Breach | null {
  if (width80 === null || widest === null || width80 <= widest) return null;
  const message = `The 80 % interval is ${shown(width80)} ${currency} wide; the account's own days explain up to ${shown(widest)} ${currency}.`;
  return { figure: width80, limit: widest, message };
}
