// One route of the API, declared once: Express serves it and the OpenAPI document describes it.
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { ErrorCode } from '../contract/errors.ts';
import type { Role } from '../domain/access.ts';
import type { Caller } from '../operations/caller.ts';
import type { OpenSession } from '../operations/access/sessions.ts';
import type { OperationsDeps } from '../operations/deps.ts';
import { parseInput } from '../operations/input.ts';
import type { Reply } from './reply.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `json` is parsed and validated before the handler runs; `stream` is handed on as it arrives. */
export type BodySpec<Body extends z.ZodType = z.ZodType> =
  | { readonly kind: 'none'; readonly schema: Body }
  | {
      readonly kind: 'json';
      readonly schema: Body;
      /** The default is 1 MB. */
      readonly maxBytes?: number;
    }
  | {
      readonly kind: 'stream';
      readonly schema: Body;
      readonly contentType: string;
      readonly maxBytes: number;
      readonly example: string;
    };

export interface ResponseSpec {
  readonly description: string;
  /** What they say, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** One schema per content type; absent: no body. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** What reaches a handler: validated and typed. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body as it arrives, for routes that take a stream. */
  readonly stream: Readable;
}

/** Around a request: who asks, from where. */
export interface RequestContext {
  readonly caller: Caller;
  /** Null for programs. */
  readonly session: OpenSession | null;
  /** What the session cookie holds, right or not. */
  readonly cookie: string | null;
  readonly address: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  /** Whom its requests are counted for. */
  readonly client: string;
  /** What a stream of events had come to before it broke. */
  readonly lastEventId: string | null;
  /** Whether the caller would still be let through. */
  readonly isStillIn: () => Promise<boolean>;
  /** A header as it came, by its name in any case. */
  readonly header: (name: string) => string | undefined;
}

export interface RouteDescription {
  readonly method: Method;
  /** In Express's form; `:name` is one segment, so slashes in it are sent as `%2F`. */
  readonly path: string;
  /** The least role that may ask; `public`: nobody has to say who they are. */
  readonly role: Role | 'public';
  /** False: it only reads, although it is no GET. Everything else that is no GET stands in the audit log. */
  readonly changes?: boolean;
  /** True: the request or its answer holds a secret, so neither is kept, audited or compressed. */
  readonly secret?: boolean;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  /** Optional headers that it looks at: what they do, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: BodySpec;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** What it may refuse with, beside what every route may. */
  readonly errors: readonly ErrorCode[];
}

export interface RouteSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> extends Omit<
  RouteDescription,
  'role'
> {
  /** The default is viewer for GET and operator for everything else. */
  readonly role?: RouteDescription['role'];
  readonly params: Params;
  readonly query: Query;
  readonly body: BodySpec<Body>;
  readonly handle: (
    operations: OperationsDeps,
    input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
    context: RequestContext,
  ) => Promise<Reply>;
}

/** A route with its types hidden, so that routes of all kinds stand in one table. */
export interface Route extends RouteDescription {
  /** Parses what came in, then runs the handler. @throws InvalidInputError. */
  readonly run: (
    operations: OperationsDeps,
    raw: Input<unknown, unknown, unknown>,
    context: RequestContext,
  ) => Promise<Reply>;
}

/** No parameters at all. */
export const NONE = z.strictObject({});
export const NO_BODY = { kind: 'none', schema: z.undefined() } as const;

/** Binds a route's schemas to its handler: what does not pass never reaches the handler. */
export function defineRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  spec: RouteSpec<Params, Query, Body>,
): Route {
  const { handle, ...description } = spec;
  return {
    role: spec.method === 'get' ? 'viewer' : 'operator',
    ...description,
    run: async (operations, raw, context) => {
      const input = {
        params: parseInput(spec.params, raw.params),
        query: parseInput(spec.query, raw.query),
        body: parseInput(spec.body.schema, raw.body),
        stream: raw.stream,
      };
      return handle(operations, input, context);
    },
  };
}
