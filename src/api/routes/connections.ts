// Connections to sources: for admins. What is secret comes in and never goes out.
import { z } from 'zod';
import {
  CONNECTION_LIST_MAX,
  addConnection,
  changeConnection,
  connectionCursor,
  listConnections,
  removeConnection,
  rotateSecrets,
} from '../../operations/connections/connections.ts';
import {
  connectionChangesSchema,
  connectionRequestSchema,
  connectionTestSchema,
} from '../../operations/connections/schemas.ts';
import { testConnection } from '../../operations/connections/test-connection.ts';
import { connection, connectionList, connectionTest, rotation } from '../connection-schemas.ts';
import { queryInteger } from '../query.ts';
import { created, ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const json = (schema: z.ZodType) => ({ 'application/json': schema });
const common = { tag: 'Connections', role: 'admin', params: NONE, query: NONE, body: NO_BODY } as const;
const BODY_ERRORS = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

const params = z.object({ id: z.string().meta({ description: 'The connection id', examples: ['ad-exchange'] }) });

const list = defineRoute({
  ...common,
  method: 'get',
  path: '/api/connections',
  summary: 'List stored connections, and what each source needs and uses',
  query: z.strictObject({
    after: connectionCursor.optional(),
    limit: queryInteger(1, CONNECTION_LIST_MAX).optional(),
  }),
  responses: { 200: { description: 'A page, without their credentials.', content: json(connectionList) } },
  errors: [],
  handle: async (operations, { query }) => ok(await listConnections(operations, query)),
});

const add = defineRoute({
  ...common,
  method: 'post',
  secret: true,
  path: '/api/connections',
  summary: 'Store a connection to a source, for all accounts or for one',
  description: 'Counts from the next report on. The credentials are encrypted, and never readable again.',
  body: { kind: 'json', schema: connectionRequestSchema },
  responses: { 201: { description: 'Stored.', content: json(connection) } },
  errors: [...BODY_ERRORS, 'UNKNOWN_SOURCE', 'ACCOUNT_NOT_FOUND', 'CONNECTION_EXISTS', 'SECRETS_OFF'],
  handle: async (operations, { body }) => {
    const added = await addConnection(operations, body);
    return created(added, `/api/connections/${encodeURIComponent(added.id)}`);
  },
});

const change = defineRoute({
  ...common,
  method: 'patch',
  secret: true,
  path: '/api/connections/:id',
  params,
  summary: 'Set the credentials of a connection anew, and its address',
  description:
    'Counts from the next report on. A new address needs the credentials again: stored ones are sent to no new place.',
  body: { kind: 'json', schema: connectionChangesSchema },
  responses: { 200: { description: 'The connection.', content: json(connection) } },
  errors: [...BODY_ERRORS, 'CONNECTION_NOT_FOUND', 'SECRETS_OFF', 'STORE_CONFLICT'],
  handle: async (operations, { params: { id }, body }) => ok(await changeConnection(operations, id, body)),
});

const remove = defineRoute({
  ...common,
  method: 'delete',
  path: '/api/connections/:id',
  params,
  summary: 'Remove a connection',
  description: 'From the next report on the environment counts again, or for one account the connection of all.',
  responses: { 200: { description: 'The connection that was.', content: json(connection) } },
  errors: ['CONNECTION_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await removeConnection(operations, id)),
});

const tryOut = defineRoute({
  ...common,
  method: 'post',
  path: '/api/connections/:id/test',
  params,
  summary: 'Ask the source for the last complete day of an account, and say what came of it',
  description:
    'A real request, outside of the budget. The id of a source without a stored connection tries what the environment says. A source that refuses is an answer, with the code of the catalogue.',
  body: { kind: 'json', schema: connectionTestSchema },
  responses: { 200: { description: 'What came of it.', content: json(connectionTest) } },
  errors: [...BODY_ERRORS, 'CONNECTION_NOT_FOUND'],
  handle: async (operations, { params: { id }, body }) => ok(await testConnection(operations, id, body)),
});

const rotate = defineRoute({
  ...common,
  method: 'post',
  path: '/api/secrets/rotate',
  summary: 'Encrypt every stored secret with the current key',
  description: 'Safe to repeat, and to go on with after it broke off.',
  responses: { 200: { description: 'How many there were to do.', content: json(rotation) } },
  errors: ['SECRETS_OFF', 'SECRET_KEY_MISSING', 'SECRET_UNREADABLE'],
  handle: async (operations) => ok(await rotateSecrets(operations)),
});

export const CONNECTION_ROUTES: readonly Route[] = [list, add, change, remove, tryOut, rotate];
