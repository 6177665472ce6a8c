// Breakpoints and expressions that a debugging begins with: kept ones, those of the configuration, those of the command line. Any thread.

import type { DebugSettings } from '../../config/config.js';
import type { Place, Terms } from './breakpoint-list.js';
import type { DebugConsole } from './console.js';
import type { DebugOptions } from './debug-options.js';
import type { Kept } from './kept.js';
import { termsOf } from './kept.js';
import type { Placed } from './parse-location.js';
import { conditionOf } from './parse-location.js';
import { linePlace } from './place-of.js';
import { findSource, shownPath } from './source-names.js';

export interface FirstSettings {
  readonly kept: Kept | undefined;
  readonly config: DebugSettings;
  readonly options: Pick<DebugOptions, 'breakAt' | 'watch'>;
}

/** The later wins. Gives what names lines of a script that has no file: they can be set when it is loaded. */
export function applyFirst(console: DebugConsole, { kept, config, options }: FirstSettings): readonly Placed[] {
  for (const each of kept?.breakpoints ?? []) put(console, keptPlace(each), termsOf(each));
  for (const { file, line = 0, function: name, condition, hit, log } of config.breakpoints.value) {
    const place = name === undefined ? filePlace(file ?? '', line) : ({ kind: 'function', name } as const);
    put(console, place, { condition, hitCondition: hit, logMessage: log });
  }
  const later = options.breakAt.filter((placed) => !putPlaced(console, placed));
  for (const expression of [...(kept?.displays ?? []), ...options.watch]) {
    if (!console.displays.all.some((each) => each.expression === expression)) console.displays.add(expression);
  }
  if (!config.breakOnError.value) console.usualCatches = [];
  console.catches = config.breakOnError.value ? (kept?.catch ?? console.usualCatches) : [];
  return later;
}

/** Whether it could be. */
export function putPlaced(console: DebugConsole, { location, rest }: Placed): boolean {
  const terms = { condition: conditionOf(rest) };
  if (location.kind === 'function') {
    put(console, location, terms);
    return true;
  }
  const { file, line } = location;
  const source = file === undefined ? console.script : findSource(file, [], console.script);
  if (source === undefined) return false;
  put(console, linePlace(source, line), terms);
  return true;
}

function put(console: DebugConsole, place: Place, terms: Partial<Terms>): void {
  const same = console.breakpoints.at(place);
  if (same === undefined) console.breakpoints.add(place, terms);
  else same.terms = { isEnabled: true, isTemporary: false, ...terms };
}

function keptPlace({ path, line = 0, function: name = '' }: Kept['breakpoints'][number]): Place {
  return path === undefined ? { kind: 'function', name } : filePlace(path, line);
}

function filePlace(path: string, line: number): Place {
  return { kind: 'line', path, line, name: shownPath(path) };
}
