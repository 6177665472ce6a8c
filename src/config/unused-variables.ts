// Variables that look like settings and are none, for `config validate`. Any thread.

import { didYouMean } from '../base/nearest.js';
import { variablesOf } from './environment.js';
import type { Environment } from './environment.js';
import { ALL_SETTINGS, variableOf } from './schema.js';

/** What is read elsewhere than by the schema. */
const OTHER_VARIABLES = ['LLMSPELL_CONFIG', 'LLMSPELL_PROFILE', 'LLMSPELL_KERNEL_DIR', 'LLMSPELL_READY_FD'];

/** Names of variables that begin as ours do and set nothing, as `NAME (did you mean 'OTHER'?)`. */
export function unusedVariables(environment: Environment): readonly string[] {
  const given = Object.keys(environment).filter((variable) => variable.startsWith('LLMSPELL_'));
  const read = ALL_SETTINGS.flatMap((schema) => variablesOf(schema, given, []).map(({ variable }) => variable));
  const known = [...OTHER_VARIABLES, ...ALL_SETTINGS.map((schema) => variableOf(schema))];
  return given
    .filter((variable) => !read.includes(variable) && !OTHER_VARIABLES.includes(variable))
    .map((variable) => `${variable}${didYouMean(variable, known)}`);
}
