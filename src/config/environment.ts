// Settings from environment variables: one for every key. Control thread.

import { didYouMean } from '../base/nearest.js';
import type { Setting } from './config.js';
import { parseSetting } from './parse-setting.js';
import type { Report } from './parse-setting.js';
import { ALL_SETTINGS, variableOf } from './schema.js';
import type { SettingSchema } from './schema.js';

/** Empty variables count as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentSource {
  readonly environment: Environment;
  /** What relative paths start from. */
  readonly workingDirectory: string;
  /** Names that files give, for variables that hold a name in capitals. */
  readonly names: readonly string[];
}

export function readEnvironment(source: EnvironmentSource, report: Report): Map<string, Setting<unknown>> {
  const settings = new Map<string, Setting<unknown>>();
  const given = Object.keys(source.environment).filter((variable) => variable.startsWith('LLMSPELL_'));
  for (const schema of ALL_SETTINGS) {
    for (const { key, variable } of variablesOf(schema, given, source.names)) {
      const written = source.environment[variable] ?? '';
      if (written.trim() === '') continue;
      const setting = parseSetting(schema, () => schema.kind.fromText?.(written) ?? written, {
        origin: { kind: 'environment', variable },
        directory: source.workingDirectory,
        report,
      });
      if (setting !== undefined) settings.set(key, setting);
    }
  }
  return settings;
}

/** What is read elsewhere than by the schema. */
const OTHER_VARIABLES = ['LLMSPELL_CONFIG', 'LLMSPELL_PROFILE', 'LLMSPELL_KERNEL_DIR', 'LLMSPELL_READY_FD'];

/** Names of variables that begin as ours do and are none, as `NAME (did you mean 'OTHER'?)`. */
export function variablesThatSetNothing(environment: Environment): readonly string[] {
  const given = Object.keys(environment).filter((variable) => variable.startsWith('LLMSPELL_'));
  const read = new Set(
    ALL_SETTINGS.flatMap((schema) => variablesOf(schema, given, []).map(({ variable }) => variable)),
  );
  const known = [...OTHER_VARIABLES, ...ALL_SETTINGS.map((schema) => variableOf(schema))];
  return given
    .filter((variable) => !read.has(variable) && !OTHER_VARIABLES.includes(variable))
    .map((variable) => `${variable}${didYouMean(variable, known)}`);
}

interface KeyAndVariable {
  readonly key: string;
  readonly variable: string;
}

function variablesOf(
  schema: SettingSchema<unknown>,
  given: readonly string[],
  names: readonly string[],
): readonly KeyAndVariable[] {
  const pattern = variableOf(schema);
  if (!schema.key.includes('*')) return [{ key: schema.key, variable: pattern }];
  const [before = '', behind = ''] = pattern.split('*');
  return given.flatMap((variable) => {
    const isIts = variable.startsWith(before) && variable.endsWith(behind);
    const name = isIts ? variable.slice(before.length, -behind.length) : '';
    if (!/^[A-Z0-9]\w*$/.test(name)) return [];
    const known = names.find((other) => other.toUpperCase().replaceAll('-', '_') === name);
    return [{ key: schema.key.replace('*', known ?? name.toLowerCase()), variable }];
  });
}
