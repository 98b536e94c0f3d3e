// The shapes of answers, taken from the schemas that describe the API. Types only: no code of the server gets into the bundle.
import type { z } from 'zod';
import type { alertList } from '../../api/alert-schemas.ts';
import type { cohortList, holdDecided, holdDescription, holdList } from '../../api/decision-schemas.ts';
import type { overview, tilePage } from '../../api/overview-schemas.ts';
import type { accountPage, catalogueEntry, runDescription, runList, runReference } from '../../api/schemas.ts';

export type Overview = z.output<typeof overview>;
export type OverviewDay = Overview['days'][number];
export type OverviewCurrency = OverviewDay['currencies'][number];
export type OverviewRun = Overview['runs'][number];
export type HoldList = z.output<typeof holdList>;
export type Hold = HoldList['holds'][number];
export type HoldDescription = z.output<typeof holdDescription>;
export type HeldForecast = HoldDescription['forecasts'][number];
export type HoldDecided = z.output<typeof holdDecided>;
export type AlertList = z.output<typeof alertList>;
export type AccountPage = z.output<typeof accountPage>;
export type CohortList = z.output<typeof cohortList>;
export type TilePage = z.output<typeof tilePage>;
export type AccountTiles = TilePage['accounts'][number];
export type RunList = z.output<typeof runList>;
export type RunRow = RunList['runs'][number];
export type Run = z.output<typeof runDescription>;
export type RunReference = z.output<typeof runReference>;
export type CatalogueEntry = z.output<typeof catalogueEntry>;
