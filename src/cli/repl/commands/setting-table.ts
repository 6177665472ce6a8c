// What .set knows: names and values. Control thread.

import { SpellError } from '../../../base/errors.js';
import { didYouMean } from '../../../base/nearest.js';
import { THEMES } from '../screen/styles.js';
import type { ReplSettings } from '../settings.js';

const SWITCH = ['on', 'off'] as const;

/** The values that each takes. */
export const SETTINGS: Readonly<Record<keyof ReplSettings, readonly string[]>> = {
  theme: Object.keys(THEMES),
  history: SWITCH,
  status: SWITCH,
  perf: SWITCH,
  locals: SWITCH,
};

/** @throws SpellError `USAGE` */
export function parseSetting(settings: ReplSettings, name: string, value: string): void {
  const values = valuesOf(name);
  if (!values.includes(value)) {
    throw new SpellError('USAGE', `${name} cannot be '${value}'${didYouMean(value, values)}`, {
      help: `it is one of ${values.join(', ')}`,
    });
  }
  Object.assign(settings, { [name]: values === SWITCH ? value === 'on' : value });
}

/** One setting, or all of them. @throws SpellError `USAGE` */
export function settingText(settings: ReplSettings, name: string): string {
  const names = name === '' ? Object.keys(SETTINGS) : [name];
  const lines = names.map((each) => {
    const values = valuesOf(each);
    const value = settings[each as keyof ReplSettings];
    const shown = typeof value === 'boolean' ? (value ? 'on' : 'off') : value;
    return `${each.padEnd(8)} ${shown.padEnd(8)} (${values.join(', ')})`;
  });
  return lines.join('\n');
}

export function valuesOf(name: string): readonly string[] {
  const values = SETTINGS[name as keyof ReplSettings] as readonly string[] | undefined;
  if (values !== undefined) return values;
  const names = Object.keys(SETTINGS);
  throw new SpellError('USAGE', `there is no setting '${name}'${didYouMean(name, names)}`, {
    help: `the settings are ${names.join(', ')}`,
  });
}
