// Errors of access: who is not let in, and why.
import { define } from './definition.ts';

export const ACCESS_ERRORS = define({
  NOT_SIGNED_IN: {
    status: 401,
    retryable: false,
    title: 'Nobody is signed in',
    action:
      'Send `Authorization: Bearer <API key>`, or sign in with POST /api/session; `morrow keys create` makes a key.',
  },
  SIGN_IN_FAILED: {
    status: 401,
    retryable: false,
    title: 'Name or password is wrong',
    action: 'Check both. `morrow users password` sets a new password.',
  },
  NOT_ALLOWED: {
    status: 403,
    retryable: false,
    title: 'The role does not allow this',
    action: 'Use a key or user with the named role, or ask an admin for it.',
  },
  CSRF_TOKEN_WRONG: {
    status: 403,
    retryable: false,
    title: 'The token against forged requests is missing or wrong',
    action: 'Send the `csrfToken` of GET /api/session as the header X-CSRF-Token.',
  },
  HOST_NOT_ALLOWED: {
    status: 421,
    retryable: false,
    title: 'The API does not answer to this host name',
    action: 'Use an address or a name that it knows, or add the name to API_ALLOWED_HOSTS.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    retryable: true,
    title: 'Too many requests',
    action: 'Wait as long as Retry-After says; API_RATE_PER_SECOND is the limit.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    retryable: true,
    title: 'Too many failed attempts to sign in',
    action: 'Wait as long as Retry-After says; sessions that are open go on.',
  },
  IDENTITY_UNREACHABLE: {
    status: 503,
    retryable: true,
    title: 'The keys of the identity provider cannot be read',
    action: 'Check API_JWKS_URL and that it can be reached from the API; API keys and sessions work meanwhile.',
  },
  KEY_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such API key',
    action: 'Check the id with `morrow keys list`.',
  },
  USER_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such user',
    action: 'Check the name with `morrow users list`.',
  },
  USER_EXISTS: {
    status: 409,
    retryable: false,
    title: 'The user exists already',
    action: 'Change the user with PATCH or `morrow users set`.',
  },
  VIEW_EXISTS: {
    status: 409,
    retryable: false,
    title: 'A view of that name exists already',
    action: 'Take another name, or replace it by naming its revision.',
  },
  VIEW_CHANGED: {
    status: 412,
    retryable: false,
    title: 'The view was changed meanwhile',
    action: 'Load it again, then save or delete it.',
  },
  VIEW_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'There is no such view',
    action: 'Look at GET /api/views; save it without a revision when it is to be new.',
  },
});
