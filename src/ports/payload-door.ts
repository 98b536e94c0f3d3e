// Payloads of Temporal as its Web UI and command line send them to be read, and get them back: bytes as base64 text.
export interface WirePayload {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly data?: string | undefined;
}

export interface PayloadDoor {
  /** What is not encrypted comes back as it is. @throws MorrowError SECRET_KEY_MISSING, SECRET_UNREADABLE. */
  decode(payloads: readonly WirePayload[]): Promise<readonly WirePayload[]>;
  /** As it is, where encryption is off. */
  encode(payloads: readonly WirePayload[]): Promise<readonly WirePayload[]>;
}
