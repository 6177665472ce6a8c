// Settings from environment variables: one for every key. Control thread.

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

interface KeyAndVariable {
  readonly key: string;
  readonly variable: string;
}

/** The given variables that set a setting. */
export function variablesOf(
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
