// What the gate of one account's forecast is given and what it answers.
import type { CurrencyCode, IsoDate } from '../../ids.ts';
import type { DailySeries, Interval } from '../model.ts';
import type { Finding } from './findings.ts';

/** A forecast step as far as the gate looks at it. */
export interface StepUnderTest extends Interval {
  /** 1 is the day after the business date. */
  readonly step: number;
  readonly targetDate: IsoDate;
}

/** What is known about the data behind the forecast. */
export interface InputFacts {
  /** Days without an observation among the last 7 and the last 28 up to the business date, none before the account's first observed day. */
  readonly missingLast7: number;
  readonly missingLast28: number;
  /** Days from the last observation to the business date: 0 is fresh; null when nothing was ever observed. */
  readonly daysSinceObservation: number | null;
  /** Sources that should have reported the business date, and those that did. */
  readonly sourcesExpected: number;
  readonly sourcesReported: number;
  /** Share of the business date's source rows that were rejected, 0..1. */
  readonly rejectedShare: number;
  /** The business date the model was trained on; null when unknown. */
  readonly modelTrainedOn: IsoDate | null;
}

export interface ForecastUnderTest {
  /** Of every amount here, for messages. */
  readonly currency: CurrencyCode;
  readonly businessDate: IsoDate;
  /** Up to the account's depth window. Its last value is the business date's. */
  readonly history: DailySeries;
  /** In order, 1 first. */
  readonly steps: readonly StepUnderTest[];
  readonly inputs: InputFacts;
}

export const GATE_RULES = [
  'not-finite',
  'wrong-days',
  'band-crossed',
  'out-of-range',
  'jump',
  'week-jump',
  'sign',
  'vanished',
  'band-too-wide',
  'stale-inputs',
  'partial-inputs',
  'stale-model',
] as const;
export type GateRule = (typeof GATE_RULES)[number];

/** What the rules measured, in units of the currency unless said otherwise; null where it could not be measured. */
export interface ForecastFigures {
  /** Observed days of the history. */
  readonly observed: number;
  /** The mean of the first step. */
  readonly firstDay: number | null;
  /** Borders that the first week's means must keep. */
  readonly low: number | null;
  readonly high: number | null;
  /** What the account usually moves by from one day, or one weekday, to the next. */
  readonly noise: number | null;
  /** How far the first step and the first week's mean lie outside of what recent weeks say, in units of `noise`; 0 inside. */
  readonly dayJump: number | null;
  readonly weekJump: number | null;
  /** The widest 80 % band of the first week. */
  readonly width80: number | null;
}

export interface ForecastVerdict {
  /** `hold` when any finding holds. */
  readonly decision: 'publish' | 'hold';
  readonly findings: readonly Finding<GateRule>[];
  readonly figures: ForecastFigures;
}
