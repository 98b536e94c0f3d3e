// Small things of Temporal's wire format: times as seconds, zero where nothing was sent.
type WireTime = { readonly seconds?: unknown; readonly nanos?: number | null | undefined } | null | undefined;

export const secondsOf = (time: WireTime): number => Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;

/** ISO instant. */
export const toInstant = (time: WireTime): string => new Date(secondsOf(time) * 1_000).toISOString();

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
