// Errors of what Morrow stands on: Temporal, store, machine.
import { define } from './definition.ts';

export const PLATFORM_ERRORS = define({
  // the outside and ourselves
  TEMPORAL_UNREACHABLE: {
    status: 503,
    retryable: true,
    title: 'Temporal does not answer',
    action: 'Check TEMPORAL_ADDRESS and that the server runs.',
  },
  STORE_UNREACHABLE: {
    status: 503,
    retryable: true,
    title: 'The store does not answer',
    action: 'Check MONGODB_URI, or the disk and rights of the SQLite file.',
  },
  NAMESPACE_NOT_READY: {
    status: 503,
    retryable: false,
    title: 'The Temporal namespace is not usable',
    action: 'Change the namespace with `temporal operator`, or set TEMPORAL_NAMESPACE to another one.',
  },
  STORE_CONFLICT: {
    status: 503,
    retryable: true,
    title: 'Another writer was faster',
    action: 'Nothing: the write is tried again.',
  },
  STORE_INCOMPATIBLE: {
    status: 500,
    retryable: false,
    title: 'The store holds something this version cannot read',
    action: 'Use the Morrow version that wrote it, or restore a backup.',
  },
  // the machine: commands that start, stop and keep the embedded stack
  PORT_BUSY: {
    status: 500,
    retryable: false,
    title: 'A port is in use',
    action: 'Stop what listens there, or set the named variable to a free port.',
  },
  TOOL_MISSING: {
    status: 500,
    retryable: false,
    title: 'A tool is missing',
    action: 'Install it, or point to it with the named variable.',
  },
  TOOL_BUILD_FAILED: {
    status: 500,
    retryable: false,
    title: 'A tool could not be built or downloaded',
    action: 'Do what the message says and start again; what is done already is kept.',
  },
  DISK_FULL: {
    status: 500,
    retryable: false,
    title: 'The disk is full',
    action: 'Free space below the named folder and start again.',
  },
  FOLDER_NOT_WRITABLE: {
    status: 500,
    retryable: false,
    title: 'A folder cannot be written',
    action: 'Correct its rights, or set the named variable to another folder.',
  },
  STACK_RUNNING: {
    status: 409,
    retryable: false,
    title: 'The stack is running',
    action: 'Stop it first: Ctrl-C in its terminal, or SIGTERM to the named process.',
  },
  PROCESS_FAILED: {
    status: 500,
    retryable: false,
    title: 'A process does not stay up',
    action: 'Look at the end of the named log file.',
  },
  INVALID_BACKUP: {
    status: 400,
    retryable: false,
    title: 'The backup cannot be used',
    action: 'Use a file that `morrow backup` wrote.',
  },
  NOTIFICATION_FAILED: {
    status: 502,
    retryable: true,
    title: 'A channel does not take a notification',
    action: 'Check the address and credentials of the channel, then try it with `morrow alerts test`.',
  },
  CANCELLED: { status: 409, retryable: false, title: 'Cancelled', action: 'Start it again when wanted.' },
  INTERNAL: {
    status: 500,
    retryable: true,
    title: 'An unexpected error',
    action: 'Look at the log with the request or run id, and report it.',
  },
});
