// The only way to ask what time it is; everything below the doors gets dates as inputs.
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
