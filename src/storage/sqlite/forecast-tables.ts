// The tables of forecasts, models and what is decided about them. Large JSON columns stand last, so that SQLite reads the
// small ones without them.
import { z } from 'zod';
import { alertRecord, cohortRecord, gateDecisionRecord, holdRecord } from '../decision-records.ts';
import { forecastRecord, modelEventRecord, modelRecord, scoreRecord } from '../forecast-records.ts';
import { jsonText } from '../records.ts';
import { defineTable } from './table.ts';
import { flag } from './tables.ts';

export const forecasts = defineTable(
  'revenue_predictions',
  forecastRecord.extend({
    accuracy: jsonText(forecastRecord.shape.accuracy),
    facts: jsonText(forecastRecord.shape.facts.unwrap()).nullable(),
    findings: jsonText(forecastRecord.shape.findings),
    days: jsonText(forecastRecord.shape.days),
  }),
);

export const models = defineTable(
  'models',
  modelRecord.extend({
    promotion: jsonText(modelRecord.shape.promotion.unwrap()).nullable(),
    rollbackTo: jsonText(modelRecord.shape.rollbackTo),
    recipe: jsonText(modelRecord.shape.recipe),
  }),
);

export const modelEvents = defineTable(
  'model_events',
  modelEventRecord.extend({ by: jsonText(modelEventRecord.shape.by) }),
);

export const scores = defineTable('scores', scoreRecord.extend({ inside80: flag, inside95: flag }), [
  'accountId',
  'targetDate',
  'businessDate',
]);

export const gateDecisions = defineTable(
  'gate_decisions',
  gateDecisionRecord.extend({
    outcome: jsonText(gateDecisionRecord.shape.outcome),
    findings: jsonText(gateDecisionRecord.shape.findings),
    profile: jsonText(gateDecisionRecord.shape.profile.unwrap()).nullable(),
  }),
);

export const holds = defineTable('holds', holdRecord.extend({ log: jsonText(holdRecord.shape.log) }));

export const cohortSettings = defineTable(
  'cohort_settings',
  cohortRecord.extend({ hold: jsonText(cohortRecord.shape.hold) }),
  ['cohort'],
);

export const training = defineTable(
  'training_intermediates',
  z.object({ batchId: z.string(), stage: z.string(), savedAt: z.string(), contentGzip: z.instanceof(ArrayBuffer) }),
  ['batchId', 'stage'],
);

export const alerts = defineTable(
  'alerts',
  alertRecord.extend({
    facts: jsonText(alertRecord.shape.facts.unwrap()),
    acknowledgement: jsonText(alertRecord.shape.acknowledgement.unwrap().unwrap()).nullable(),
  }),
);
