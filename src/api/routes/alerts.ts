// What needs somebody's eyes, who has taken it over, and whether the channels work.
import { z } from 'zod';
import { alertTestSchema, testAlerts } from '../../operations/alert-tests.ts';
import {
  ALERT_LIST_MAX,
  acknowledgeAlert,
  acknowledgementSchema,
  listAlerts,
  listNotifications,
  resolutionSchema,
  resolveAlert,
  showAlert,
} from '../../operations/alerts.ts';
import { listCursor } from '../../operations/list-page.ts';
import { NOTIFICATION_STATUSES } from '../../ports/notification-store.ts';
import { ALERT_SEVERITIES } from '../../ports/store.ts';
import { alert, alertDescription, alertList, channelResults, notificationList } from '../alert-schemas.ts';
import { queryBoolean, queryInteger } from '../query.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

const tag = 'Alerts';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const BODY_ERRORS = ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

const list = defineRoute({
  method: 'get',
  path: '/api/alerts',
  tag,
  summary: 'Incidents, newest first',
  params: NONE,
  query: z.strictObject({
    open: queryBoolean.optional().describe('true: unresolved ones; false: resolved ones; the default is both.'),
    severity: z.enum(ALERT_SEVERITIES).optional(),
    kind: z.string().optional().describe('The first part of the id, such as breaker, failure or deadline.'),
    after: listCursor.optional(),
    limit: queryInteger(1, ALERT_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The alerts.', content: json(alertList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => {
    const { rows, next } = await listAlerts(operations, query);
    return ok({ alerts: rows, next });
  },
});

const params = z.object({
  id: z.string().meta({ description: 'The id, its slashes as %2F', examples: ['breaker/app-store-1'] }),
});

const show = defineRoute({
  method: 'get',
  path: '/api/alerts/:id',
  tag,
  summary: 'One incident, open or resolved, with what was told of it',
  params,
  query: NONE,
  body: NO_BODY,
  responses: { 200: { description: 'The incident.', content: json(alertDescription) } },
  errors: ['ALERT_NOT_FOUND'],
  handle: async (operations, { params: { id } }) => ok(await showAlert(operations, id)),
});

const resolve = defineRoute({
  method: 'post',
  path: '/api/alerts/:id/resolve',
  tag,
  summary: 'Close an open alert by hand, with name and reason',
  description: 'When its cause is seen again, it opens anew.',
  params,
  query: NONE,
  body: { kind: 'json', schema: resolutionSchema },
  responses: { 200: { description: 'The alert as it is now.', content: json(alert) } },
  errors: [...BODY_ERRORS, 'ALERT_NOT_FOUND'],
  handle: async (operations, { params: { id }, body }) => ok(await resolveAlert(operations, id, body)),
});

const acknowledge = defineRoute({
  method: 'post',
  path: '/api/alerts/:id/acknowledge',
  tag,
  summary: 'Say who has taken an open alert over',
  params,
  query: NONE,
  body: { kind: 'json', schema: acknowledgementSchema },
  responses: { 200: { description: 'The alert as it is now.', content: json(alert) } },
  errors: [...BODY_ERRORS, 'ALERT_NOT_FOUND'],
  handle: async (operations, { params: { id }, body }) => ok(await acknowledgeAlert(operations, id, body)),
});

const test = defineRoute({
  method: 'post',
  path: '/api/alerts/test',
  tag,
  summary: 'Send a test alert through every configured channel',
  description:
    'A worker sends it, and the answer tells how each channel took it. A channel that failed is no error of the request.',
  params: NONE,
  query: NONE,
  body: { kind: 'json', schema: alertTestSchema },
  responses: { 200: { description: 'How each channel took it.', content: json(channelResults) } },
  errors: [...BODY_ERRORS, 'TEMPORAL_UNREACHABLE'],
  handle: async (operations, { body }) => ok({ channels: await testAlerts(operations, body) }),
});

const notifications = defineRoute({
  method: 'get',
  path: '/api/notifications',
  tag,
  summary: 'What was told to whom, and what is still to be told, newest first',
  params: NONE,
  query: z.strictObject({
    status: z.enum(NOTIFICATION_STATUSES).optional(),
    after: listCursor.optional(),
    limit: queryInteger(1, ALERT_LIST_MAX).optional(),
  }),
  body: NO_BODY,
  responses: { 200: { description: 'The notifications.', content: json(notificationList) } },
  errors: ['INVALID_REQUEST'],
  handle: async (operations, { query }) => {
    const { rows, next } = await listNotifications(operations, query);
    return ok({ notifications: rows, next });
  },
});

export const ALERT_ROUTES: readonly Route[] = [list, show, acknowledge, resolve, test, notifications];
