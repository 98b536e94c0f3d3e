// Errors of secrets and of the connections that hold them.
import { define } from './definition.ts';

export const SECRET_ERRORS = define({
  SECRETS_OFF: {
    status: 409,
    retryable: false,
    title: 'There is no key to encrypt secrets with',
    action:
      'Make one with `morrow secrets key`, give it to API, workers and command line as MORROW_SECRET_KEYS, and restart them.',
  },
  SECRET_KEY_MISSING: {
    status: 500,
    retryable: false,
    title: 'The key of a stored secret is not configured',
    action: 'Add the named key to MORROW_SECRET_KEYS again, or set the credentials of the connection anew.',
  },
  SECRET_UNREADABLE: {
    status: 500,
    retryable: false,
    title: 'A stored secret does not open',
    action:
      'Correct the named key in MORROW_SECRET_KEYS; when it is right, the value was changed: set the credentials anew.',
  },
  CONNECTION_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such connection',
    action: 'Check the id with `morrow connections list`.',
  },
  CONNECTION_EXISTS: {
    status: 409,
    retryable: false,
    title: 'The connection exists already',
    action: 'Change it with PATCH or `morrow connections set`.',
  },
});
