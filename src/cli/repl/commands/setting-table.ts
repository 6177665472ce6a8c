// What .set knows: names and values. Control thread.

import { SpellError } from '../../../base/errors.js';
import { didYouMean } from '../../../base/nearest.js';
import { THEMES } from '../screen/styles.js';
import type { ReplSettings } from '../settings.js';

const SWITCH = ['on', 'off'] as const;
const MOST_ENTRIES = 100_000;

type Value = ReplSettings[keyof ReplSettings];

/** What a setting may be: one of some words, or what `parse` makes of a text. */
interface SettingKind {
  /** For people and for completion. */
  readonly choices: readonly string[];
  readonly expected?: string;
  readonly parse?: (text: string) => Value | undefined;
}

const SETTINGS: Readonly<Record<keyof ReplSettings, SettingKind>> = {
  theme: { choices: Object.keys(THEMES) },
  keys: { choices: ['emacs', 'vi'] },
  history: { choices: SWITCH },
  history_size: { choices: [], expected: `a number up to ${MOST_ENTRIES}`, parse: parseCount },
  secrets: { choices: ['off'], expected: 'regular expressions, or off', parse: parsePatterns },
  status: { choices: SWITCH },
  perf: { choices: SWITCH },
  locals: { choices: SWITCH },
};

export const SETTING_NAMES = Object.keys(SETTINGS);

/** @throws SpellError `USAGE` */
export function parseSetting(settings: ReplSettings, name: string, text: string): void {
  const { choices, expected = `one of ${choices.join(', ')}`, parse } = kindOf(name);
  const word = choices.includes(text) ? (choices === SWITCH ? text === 'on' : text) : undefined;
  const value = parse === undefined ? word : parse(text);
  if (value === undefined) {
    throw new SpellError('USAGE', `${name} cannot be '${text}'${didYouMean(text, choices)}`, {
      help: `it is ${expected}`,
    });
  }
  Object.assign(settings, { [name]: value });
}

/** One setting, or all of them. @throws SpellError `USAGE` */
export function settingText(settings: ReplSettings, name: string): string {
  const names = name === '' ? SETTING_NAMES : [name];
  const lines = names.map((each) => {
    const { choices, expected = choices.join(', ') } = kindOf(each);
    return `${each.padEnd(12)} ${shown(settings[each as keyof ReplSettings]).padEnd(8)} (${expected})`;
  });
  return lines.join('\n');
}

/** @throws SpellError `USAGE` */
export function valuesOf(name: string): readonly string[] {
  return kindOf(name).choices;
}

function kindOf(name: string): SettingKind {
  if (Object.hasOwn(SETTINGS, name)) return SETTINGS[name as keyof ReplSettings];
  throw new SpellError('USAGE', `there is no setting '${name}'${didYouMean(name, SETTING_NAMES)}`, {
    help: `the settings are ${SETTING_NAMES.join(', ')}`,
  });
}

function shown(value: Value): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object') return value.length === 0 ? 'off' : value.join(' ');
  return String(value);
}

function parseCount(text: string): number | undefined {
  const count = /^\d+$/.test(text) ? Number(text) : Infinity;
  return count <= MOST_ENTRIES ? count : undefined;
}

/** Divided by blanks, which `\s` means inside of one. */
function parsePatterns(text: string): readonly string[] | undefined {
  const patterns = text === 'off' ? [] : text.split(/\s+/);
  try {
    for (const pattern of patterns) new RegExp(pattern, 'iu');
    return patterns;
  } catch {
    return undefined;
  }
}
