// How many of something, in words.

export const grouped = (count: number): string => count.toLocaleString('en-GB');

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
