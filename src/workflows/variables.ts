// What people have set travels down from the day run; nothing set, nothing sent, so that most account days carry none.
import type { VariableValues } from '../domain/variables.ts';

export const withVariables = (variables: VariableValues = {}): { readonly variables?: VariableValues } =>
  Object.keys(variables).length === 0 ? {} : { variables };
