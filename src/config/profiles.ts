// Profiles: named sets of settings on top of what files say, each on top of others. Any thread.

import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import type { Setting } from './config.js';
import type { FileLayer, Profile, Settings } from './file-layer.js';
import { CATEGORY } from './parse-setting.js';

const MINUTE = 60_000;

/** What the program brings along: values as they are after reading. */
const PRESETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  production: {
    'debug.enabled': false,
    'debug.break_on_error': false,
    'permissions.run': false,
    'limits.memory': 512 * 2 ** 20,
    'limits.time': 10 * MINUTE,
    'log.level': 'warn',
  },
  development: { 'debug.break_on_error': true, 'log.level': 'debug' },
  test: { 'limits.memory': 256 * 2 ** 20, 'limits.time': MINUTE, 'permissions.net': false, 'log.level': 'error' },
  benchmark: { 'debug.enabled': false, 'debug.break_on_error': false, 'log.level': 'off' },
};

export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS);

/**
 * What a profile adds up to. Files' profiles of a preset's name stand on top of it.
 *
 * @param layers the first wins
 * @throws SpellError `CONFIG_PROFILE` for one that is not there, or that extends itself
 */
export function profileSettings(name: string, layers: readonly FileLayer[]): Map<string, Setting<unknown>> {
  const settings = new Map<string, Setting<unknown>>();
  for (const part of partsOf(name, layers, [])) for (const [key, setting] of part) settings.set(key, setting);
  return settings;
}

export function profileNames(layers: readonly FileLayer[]): readonly string[] {
  return [...new Set([...PRESET_NAMES, ...layers.flatMap(({ profiles }) => [...profiles.keys()])])];
}

/** Each problem once, also where several profiles stand on the faulty one. */
export function profileProblems(layers: readonly FileLayer[]): readonly SpellError[] {
  const problems = new Map<string, SpellError>();
  for (const name of profileNames(layers)) {
    try {
      profileSettings(name, layers);
    } catch (error) {
      if (!(error instanceof SpellError)) throw error;
      const { profiles } = (error.details ?? {}) as { readonly profiles?: readonly string[] };
      // Of a circle every profile of it says the same.
      problems.set([...new Set(profiles)].sort().join() || error.message, error);
    }
  }
  return [...problems.values()];
}

/** The later wins. */
function partsOf(name: string, layers: readonly FileLayer[], above: readonly string[]): readonly Settings[] {
  const found = layers.flatMap(({ profiles }) => profiles.get(name) ?? []).reverse();
  const preset = Object.hasOwn(PRESETS, name) ? [presetSettings(name)] : [];
  if (found.length === 0 && preset.length === 0) throw missing(name, layers, above);
  if (above.includes(name)) throw circular([...above.slice(above.indexOf(name)), name]);
  const bases = basesOf(found).filter((base) => base !== name || preset.length === 0);
  const inherited = bases.flatMap((base) => partsOf(base, layers, [...above, name]));
  return [...preset, ...inherited, ...found.map(({ settings }) => settings)];
}

function basesOf(profiles: readonly Profile[]): readonly string[] {
  return [...new Set(profiles.flatMap(({ bases }) => bases))];
}

function presetSettings(profile: string): Settings {
  const values = Object.entries(PRESETS[profile] ?? {});
  return new Map(values.map(([key, value]) => [key, { value, origin: { kind: 'preset', profile, key } }]));
}

function missing(name: string, layers: readonly FileLayer[], above: readonly string[]): SpellError {
  const known = profileNames(layers);
  const asker = above.at(-1);
  const place = asker === undefined ? '' : `, which '${asker}' extends`;
  return new SpellError('CONFIG_PROFILE', `there is no profile '${name}'${place}${didYouMean(name, known)}`, {
    category: CATEGORY,
    help: `the profiles are ${known.join(', ')}; [profiles.${name}] in a configuration file makes one`,
    details: { profile: name },
  });
}

function circular(names: readonly string[]): SpellError {
  return new SpellError('CONFIG_PROFILE', `a profile extends itself: ${names.join(' > ')}`, {
    category: CATEGORY,
    help: 'take one of them out of extends',
    details: { profiles: names },
  });
}
