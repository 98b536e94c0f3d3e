// `.env.example`, generated from the schema of the environment: the one place that names every variable.
import { variables, type VariableMeta } from '../../src/config/schema.ts';

export type VariableName = keyof typeof variables;

export const VARIABLE_NAMES = Object.keys(variables).filter((name): name is VariableName => name in variables);

export interface VariableInfo {
  readonly name: VariableName;
  readonly description: string;
  readonly group: string;
  readonly secret: boolean;
  /** Null: there is none. */
  readonly defaultText: string | null;
}

export function variableInfo(name: VariableName): VariableInfo {
  const schema = variables[name];
  const meta: Partial<VariableMeta> = schema.meta() ?? {};
  const parsed = schema.safeParse(undefined);
  return {
    name,
    description: schema.description ?? '',
    group: meta.group ?? 'general',
    secret: meta.secret === true,
    defaultText: parsed.success && parsed.data !== undefined ? String(parsed.data) : null,
  };
}

const HEADER = `# Morrow's environment. Every variable is optional; a line that is commented out shows the default, or nothing where there is none.
# Generated from src/config/schema.ts: \`npm run -s morrow -- config --example > .env.example\`.`;

/** Read by Temporal's own library, as its command line does. */
const TEMPORAL = `# --- temporal: where the server is; the same variables and profiles as the \`temporal\` command line reads
# TEMPORAL_ADDRESS=127.0.0.1:7233
# TEMPORAL_NAMESPACE=default
# A profile of temporal.toml.
# TEMPORAL_PROFILE=
# Secret. For Temporal Cloud.
# TEMPORAL_API_KEY=`;

export function envExample(): string {
  const infos = VARIABLE_NAMES.map(variableInfo);
  const groups = [...new Set(infos.map(({ group }) => group))];
  const blocks = groups.map((group) =>
    [`# --- ${group}`, ...infos.filter((info) => info.group === group).flatMap(exampleLines)].join('\n'),
  );
  return `${[HEADER, ...blocks, TEMPORAL].join('\n\n')}\n`;
}

const exampleLines = ({ name, description, secret, defaultText }: VariableInfo): string[] => [
  `# ${secret ? 'Secret. ' : ''}${description}`,
  `# ${name}=${defaultText ?? ''}`,
];
