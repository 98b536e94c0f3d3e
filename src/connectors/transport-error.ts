// How an exchange can end without a usable answer. Holds no URL, header or body, so that it is safe to log.

/** `unsendable`: a header cannot be written, in practice a credential with a line break or another odd character. */
export type TransportReason = 'timeout' | 'connection' | 'truncated' | 'too-large' | 'damaged' | 'unsendable';

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: TransportReason;

  constructor(reason: TransportReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}
