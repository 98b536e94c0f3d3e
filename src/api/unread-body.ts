// Answers a request whose body has not come to its end, and is not read any more. A connection that is closed while bytes arrive is
// reset, and a client that sends first and reads then would never see why: so what still comes is thrown away for a moment.
import type { Request, Response } from 'express';

/** Nobody has to be waited for longer, nor read further. */
const MOMENT_MS = 2_000;
const THROWN_AWAY_BYTES = 8 * 1024 * 1024;

/** Headers are set; the whole answer goes out at once, and the connection is closed when the client stops, or soon. */
export function answerUnread(request: Request, response: Response, text: string): void {
  response.set({ Connection: 'close', 'Content-Length': String(Buffer.byteLength(text)) });
  if (request.method === 'HEAD') response.flushHeaders();
  else response.write(text);
  let bytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    request.off('data', count);
    response.end();
  };
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.byteLength;
    if (bytes > THROWN_AWAY_BYTES) end();
  };
  const timer = setTimeout(end, MOMENT_MS);
  for (const over of ['end', 'close', 'error']) request.once(over, end);
  request.on('data', count);
  request.resume();
}
