// Server-sent events: what has changed, as it changes, so that nobody has to ask every other second.
import { z } from 'zod';
import type { EventHub } from '../events/hub.ts';
import { MorrowError } from '../../contract/errors.ts';
import type { Reply } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';

/** Of an API that was built without one, such as the one that is only described. */
export const NO_HUB: EventHub = {
  listen: () => {
    throw new MorrowError('TOO_MANY_REQUESTS', 'This API tells nobody of events.');
  },
  close: () => undefined,
};

const stream = (hub: EventHub): Route =>
  defineRoute({
    method: 'get',
    path: '/api/events',
    tag: 'Events',
    summary: 'Be told of changes: runs with their progress, alerts, holds',
    description:
      '`runs`, `alerts` and `holds` name in `changed` what is new or different; `refresh` says to read everything again, at the beginning and whenever events may have been missed. `Last-Event-ID` goes on where a broken stream stopped, as far as that is known. A comment comes every 15 seconds; a stream ends after 15 minutes at the latest, and when its caller signs out.',
    params: NONE,
    query: NONE,
    body: NO_BODY,
    responses: { 200: { description: 'The stream.', content: { 'text/event-stream': z.string() } } },
    errors: [],
    handle: (_operations, _input, { client, lastEventId, isStillIn }): Promise<Reply> =>
      Promise.resolve({
        kind: 'events',
        open: ({ write, end }) => hub.listen({ client, lastEventId, isAllowed: isStillIn, write, end }),
      }),
  });

export const eventRoutes = (hub: EventHub): readonly Route[] => [stream(hub)];
