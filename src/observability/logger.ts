// Structured logs, one JSON object a line on stderr, so that stdout stays free for what a command answers.
import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { BoundedFile } from './bounded-file.ts';

export type { Logger } from 'pino';

/** Keys that never reach a log, wherever they stand. */
const SECRETS = ['authorization', 'password', 'token', 'apiKey', 'secret', 'cookie', 'MONGODB_URI', 'uri'];

/** @param debugFile also gets every line from the level debug on. */
export const createLogger = (name: string, level: string, debugFile?: string): Logger =>
  pino(
    {
      name,
      level: debugFile === undefined ? level : 'debug',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
    },
    destinationOf(level, debugFile),
  );

function destinationOf(level: string, debugFile: string | undefined): DestinationStream {
  const stderr = pino.destination({ fd: 2, sync: false });
  if (debugFile === undefined) return stderr;
  const streams = [
    { level: levelOf(level), stream: stderr },
    { level: 'debug', stream: new BoundedFile(debugFile) },
  ] as const;
  return pino.multistream([...streams]);
}

const levelOf = (text: string): Level => LEVELS.find((level) => level === text) ?? 'info';
const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];
