// Errors of the settings that are changed while everything runs.
import { define } from './definition.ts';

export const VARIABLE_ERRORS = define({
  VARIABLE_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such variable',
    action: 'Check the name with `morrow variables list`.',
  },
  VARIABLE_CHANGED: {
    status: 412,
    retryable: false,
    title: 'Somebody else has changed the variable',
    action: 'Look at what it is now, and set it again when that is still wanted.',
  },
});
