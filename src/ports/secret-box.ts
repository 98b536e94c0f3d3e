// How secrets are kept: sealed with a key that the store never sees, bound to the place they are kept for.

/** Text fields only, so that every store can hold it. Base64url. */
export interface SealedSecret {
  /** The key it was sealed with. */
  readonly keyId: string;
  readonly iv: string;
  /** Ciphertext and tag. */
  readonly sealed: string;
}

export interface SecretBox {
  /** The key that seals; null: no key is configured. */
  readonly keyId: string | null;
  /**
   * @param binding where the secret belongs; it opens nowhere else.
   * @throws MorrowError SECRETS_OFF (not retryable) when there is no key.
   */
  seal(text: string, binding: string): SealedSecret;
  /** @throws MorrowError SECRET_KEY_MISSING, SECRET_UNREADABLE (another binding, another key of that id, or changed); not retryable. */
  open(secret: SealedSecret, binding: string): string;
}
