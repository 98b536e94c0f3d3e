// Settings that are changed while everything runs.
import { z } from 'zod';
import { VARIABLE_NAMES } from '../../domain/variables.ts';
import {
  listVariables,
  resetVariable,
  setVariable,
  variableChangeSchema,
  variableVersion,
  variablesOfRun,
  type VariableView,
} from '../../operations/variables.ts';
import { expectedVersion } from '../if-match.ts';
import { ok, type Reply } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { runVariables, variable, variableList } from '../variable-schemas.ts';

const json = (schema: z.ZodType) => ({ 'application/json': schema });
const common = { tag: 'Variables', params: NONE, query: NONE, body: NO_BODY } as const;
const params = z.object({
  name: z.string().meta({ description: `One of ${VARIABLE_NAMES.join(', ')}`, examples: ['gate.jump'] }),
});

/** The variable, and a name for what it is like, for `If-Match`. */
const answer = (found: VariableView): Reply => ({
  kind: 'json',
  status: 200,
  body: found,
  etag: `"${variableVersion(found)}"`,
});
const ETAG = { ETag: 'Names what the variable is like; for `If-Match`.' };
const answersVariable = { 200: { description: 'The variable.', headers: ETAG, content: json(variable) } };
const IF_MATCH = {
  'If-Match':
    'The `revision` of the variable as it was looked at, in quotes, or `"default"` while nobody has set it: where it was changed since, the answer is 412 and nothing is saved.',
};

const list = defineRoute({
  ...common,
  method: 'get',
  path: '/api/variables',
  summary: 'List the settings that can be changed while everything runs',
  description: 'A day run reads them once, when it begins.',
  responses: { 200: { description: 'All of them, with bounds and defaults.', content: json(variableList) } },
  errors: [],
  handle: async (operations) => ok({ variables: await listVariables(operations) }),
});

const set = defineRoute({
  ...common,
  method: 'put',
  path: '/api/variables/:name',
  params,
  summary: 'Set a variable, from the next run on',
  body: { kind: 'json', schema: variableChangeSchema },
  headers: IF_MATCH,
  responses: answersVariable,
  errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'VARIABLE_NOT_FOUND', 'VARIABLE_CHANGED'],
  handle: async (operations, { params: { name }, body }, { header }) =>
    answer(await setVariable(operations, name, body, expectedVersion(header('If-Match')))),
});

const reset = defineRoute({
  ...common,
  method: 'delete',
  path: '/api/variables/:name',
  params,
  summary: 'Put a variable back to its default, from the next run on',
  headers: IF_MATCH,
  responses: answersVariable,
  errors: ['VARIABLE_NOT_FOUND', 'VARIABLE_CHANGED'],
  handle: async (operations, { params: { name } }, { header }) =>
    answer(await resetVariable(operations, name, expectedVersion(header('If-Match')))),
});

const ofRun = defineRoute({
  ...common,
  method: 'get',
  path: '/api/runs/:id/variables',
  params: z.object({
    id: z.string().meta({ description: 'The id of a day run, its slashes as %2F', examples: ['day/daily/2026-11-21'] }),
  }),
  summary: 'What a day run read of the variables when it began',
  responses: { 200: { description: 'All of them.', content: json(runVariables) } },
  errors: ['RUN_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await variablesOfRun(operations, id)),
});

export const VARIABLE_ROUTES: readonly Route[] = [list, set, reset, ofRun];
