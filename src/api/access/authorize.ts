// The gate in front of every route: limits, who asks, and whether the role allows it. Runs before a body is read.
import type { Request, RequestHandler } from 'express';
import { MorrowError, toMorrowError } from '../../contract/errors.ts';
import { isSameSecret } from '../../operations/access/keys.ts';
import { isSessionOpen } from '../../operations/access/sessions.ts';
import { requireRole, type Caller } from '../../operations/caller.ts';
import type { OperationsDeps } from '../../operations/deps.ts';
import { isCodecOfWebUi } from '../middleware.ts';
import type { Route } from '../route.ts';
import { LOCAL, identifier, notSignedIn, type Identify, type Identity } from './identify.ts';
import { addressKey, requestLimits, type RequestLimits } from './limits.ts';
import type { AccessSettings } from './settings.ts';

export interface AccessControl {
  readonly settings: AccessSettings;
  readonly limits: RequestLimits;
  /** Lets a request through to the route's handler, or not. */
  guard(route: Route, operations: OperationsDeps): RequestHandler;
  /** Who was let through. */
  identityOf(request: Request): Identity;
  /** Whom its requests are counted for. */
  clientOf(request: Request): string;
  /** Whether it would still be let through, for what goes on for long. */
  isStillIn(request: Request, operations: OperationsDeps): Promise<boolean>;
}

export const CSRF_HEADER = 'X-CSRF-Token';

const ANONYMOUS: Identity = { caller: { kind: 'anonymous', name: 'anonymous', role: 'viewer' }, session: null };

export function accessControl(settings: AccessSettings): AccessControl {
  const identities = new WeakMap<Request, Identity>();
  const limits = requestLimits(settings.ratePerSecond);
  const identify = identifier(settings);
  const identityOf = (request: Request): Identity =>
    identities.get(request) ?? (settings.mode === 'off' ? LOCAL : ANONYMOUS);
  return {
    settings,
    limits,
    guard: (route, operations) => async (request, _response, next) => {
      const identity = await admit({ identify, limits, operations, request, route });
      if (identity !== null) identities.set(request, identity);
      next();
    },
    identityOf,
    clientOf: (request) => clientOf(identityOf(request).caller, request),
    isStillIn: (request, operations) => isStillIn(identityOf(request), { settings, identify, operations, request }),
  };
}

interface Recheck {
  readonly settings: AccessSettings;
  readonly identify: Identify;
  readonly operations: OperationsDeps;
  readonly request: Request;
}

/** A store that is away ends nothing: whoever was in stays in. */
async function isStillIn(
  { session }: Identity,
  { settings, identify, operations, request }: Recheck,
): Promise<boolean> {
  try {
    if (session !== null) return await isSessionOpen(operations, session.token, settings.session);
    return (await identify(operations, request)) !== null;
  } catch (error) {
    return toMorrowError(error).code !== 'NOT_SIGNED_IN';
  }
}

interface Admission {
  readonly identify: Identify;
  readonly limits: RequestLimits;
  readonly operations: OperationsDeps;
  readonly request: Request;
  readonly route: Route;
}

/** Null: nobody is asked who they are. @throws MorrowError NOT_SIGNED_IN, NOT_ALLOWED, CSRF_TOKEN_WRONG, TOO_MANY_REQUESTS. */
async function admit({ identify, limits, operations, request, route }: Admission): Promise<Identity | null> {
  if (route.role === 'public') {
    await limits.request(strangerAt(request));
    return null;
  }
  const identity = await identify(operations, request).catch(async (error: unknown) => {
    await limits.request(strangerAt(request));
    throw error;
  });
  await limits.request(identity === null ? strangerAt(request) : clientOf(identity.caller, request));
  if (identity === null) throw notSignedIn('This needs an API key or a session.');
  requireRole(route.role, identity.caller);
  if (!isCodecOfWebUi(request, operations.temporalUiUrl)) requireCsrfToken(identity, request);
  return identity;
}

export const addressOf = ({ ip = '' }: Request): string => ip;

const strangerAt = (request: Request): string => `address ${addressKey(addressOf(request))}`;

const clientOf = ({ kind, name }: Caller, request: Request): string =>
  kind === 'local' ? strangerAt(request) : `${kind} ${name}`;

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** A cookie comes with every request of a browser, whoever made it ask; this token does not. */
function requireCsrfToken({ session }: Identity, request: Request): void {
  if (session === null || READING.has(request.method)) return;
  if (isSameSecret(request.get(CSRF_HEADER) ?? '', session.csrfToken)) return;
  throw new MorrowError('CSRF_TOKEN_WRONG', `The header ${CSRF_HEADER} is missing or wrong.`);
}
