// Structured logs, one JSON object a line on stderr, so that stdout stays free for what a command answers.
import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/** Keys that never reach a log, wherever they stand. */
const SECRETS = ['authorization', 'password', 'token', 'apiKey', 'secret', 'cookie', 'MONGODB_URI', 'uri'];

export const createLogger = (name: string, level: string): Logger =>
  pino(
    {
      name,
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
    },
    pino.destination({ fd: 2, sync: false }),
  );
