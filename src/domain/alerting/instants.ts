// Instants as alerts write them.

/** `2026-11-21 07:30 UTC`. */
export const inUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
