// Checks cron expressions before Temporal sees them, so that a typo is named with its file and field, also without a server.
// The grammar is Temporal's: 5 fields, 6 (a year at the end) or 7 (seconds in front, too); lists, ranges and steps.

interface CronField {
  readonly name: string;
  readonly article?: 'an';
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const SECOND: CronField = { name: 'second', min: 0, max: 59 };
const YEAR: CronField = { name: 'year', min: 1970, max: 2100 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', article: 'an', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 7, names: DAYS },
];
const FIELDS_BY_COUNT = new Map<number, readonly CronField[]>([
  [5, FIELDS],
  [6, [...FIELDS, YEAR]],
  [7, [SECOND, ...FIELDS, YEAR]],
]);

/** What is wrong with a cron expression, as a sentence; null when Temporal will take it. Zones and `@…` have fields of their own. */
export function cronProblem(expression: string): string | null {
  const parts = expression.trim().split(/\s+/);
  const fields = FIELDS_BY_COUNT.get(parts.length);
  if (fields === undefined) {
    return `"${expression}" has ${parts.length} fields; write 5: minute, hour, day of month, month, day of week`;
  }
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? '';
    if (!part.split(',').every((item) => isValidItem(item, field))) {
      return `"${expression}": "${part}" is not ${field.article ?? 'a'} ${field.name} (${field.min}-${field.max}${namesHint(field)})`;
    }
  }
  return null;
}

const namesHint = ({ names }: CronField): string => (names === undefined ? '' : ` or ${names[0]}-${names.at(-1)}`);

/** One of `*`, `5`, `1-5`, each with an optional `/step`. */
function isValidItem(item: string, field: CronField): boolean {
  const match = /^(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/([0-9]{1,4}))?$/.exec(item);
  if (match === null) return false;
  const [, first = '', last, step] = match;
  if (step !== undefined && Number(step) < 1) return false;
  if (first === '*') return last === undefined;
  const from = fieldValue(first, field);
  const to = last === undefined ? from : fieldValue(last, field);
  return from !== null && to !== null && from <= to;
}

function fieldValue(text: string, field: CronField): number | null {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + (field.name === 'month' ? 1 : 0);
  if (!/^[0-9]{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : null;
}
