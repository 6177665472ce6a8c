// What is kept of a debugging for the next one in the same working directory, as text of a file. Any thread.

import type { ErrorStop } from '../../client/error-stops.js';
import type { TypeOf } from '../../protocol/schema.js';
import { array, boolean, count, object, oneOf, optional, string } from '../../protocol/schema.js';
import type { BreakpointList, Place, Terms } from './breakpoint-list.js';
import type { Displays } from './displays.js';

const VERSION = 1;

const breakpoint = object({
  path: optional(string),
  line: optional(count),
  function: optional(string),
  condition: optional(string),
  hit_condition: optional(string),
  ignore_count: optional(count),
  log_message: optional(string),
  enabled: boolean,
});

const file = object({
  version: count,
  /** The working directory. */
  workspace: string,
  /** Milliseconds since 1970. */
  saved_at: count,
  breakpoints: array(breakpoint),
  displays: array(string),
  catch: array(object({ filter: oneOf('raised', 'caught', 'uncaught'), condition: optional(string) })),
});

export type Kept = TypeOf<typeof file>;

/** Temporary breakpoints and those on data go with the debugging. */
export function keptOf(
  workspace: string,
  savedAt: number,
  state: {
    readonly breakpoints: BreakpointList;
    readonly displays: Displays;
    readonly catches: readonly ErrorStop[];
  },
): Kept {
  const breakpoints = state.breakpoints.all.flatMap(({ place, terms }) => {
    const where = whereOf(place);
    if (where === undefined || terms.isTemporary) return [];
    const { condition, hitCondition, ignoreCount, logMessage, isEnabled } = terms;
    return [
      {
        ...where,
        ...(condition !== undefined && { condition }),
        ...(hitCondition !== undefined && { hit_condition: hitCondition }),
        ...(ignoreCount !== undefined && { ignore_count: ignoreCount }),
        ...(logMessage !== undefined && { log_message: logMessage }),
        enabled: isEnabled,
      },
    ];
  });
  return {
    version: VERSION,
    workspace,
    saved_at: savedAt,
    breakpoints,
    displays: state.displays.all.map(({ expression }) => expression),
    catch: state.catches.map(({ filter, condition }) => ({ filter, ...(condition !== undefined && { condition }) })),
  };
}

function whereOf(place: Place): { path: string; line: number } | { function: string } | undefined {
  if (place.kind === 'function') return { function: place.name };
  return place.kind === 'line' && place.path !== undefined ? { path: place.path, line: place.line } : undefined;
}

export function encodeKept(kept: Kept): string {
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

/** @throws Error that says why the text is none of ours */
export function decodeKept(text: string): Kept {
  const kept = file.parse(JSON.parse(text), 'file');
  if (kept.version !== VERSION) throw new Error(`it has version ${kept.version}, and this one reads ${VERSION}`);
  return kept;
}

/** Terms of a breakpoint that was kept. */
export function termsOf(kept: Kept['breakpoints'][number]): Terms {
  const { condition, hit_condition: hitCondition, ignore_count: ignoreCount, log_message: logMessage, enabled } = kept;
  return { condition, hitCondition, ignoreCount, logMessage, isEnabled: enabled, isTemporary: false };
}
