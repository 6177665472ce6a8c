// Where a location that was typed is: its file by absolute path, or a source that has none. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Place } from './breakpoint-list.js';
import type { DebugConsole } from './console.js';
import type { SourceSeen } from './debuggee.js';
import type { Location } from './parse-location.js';
import { findSource, shownName } from './source-names.js';

/** @throws SpellError `DEBUG_REQUEST` for a line without a file where none is on show */
export async function placeOf(console: DebugConsole, location: Location): Promise<Place> {
  if (location.kind === 'function') return location;
  const { line, file } = location;
  const source = file === undefined ? console.source : await sourceNamed(console, file);
  if (source === undefined) {
    throw new SpellError('DEBUG_REQUEST', `line ${line} of which file? write FILE:${line}`);
  }
  return linePlace(source, line);
}

export function linePlace(source: SourceSeen, line: number): Place {
  const { path, reference } = source;
  return {
    kind: 'line',
    name: shownName(source),
    line,
    ...(path !== undefined && { path }),
    ...(path === undefined && reference !== undefined && { reference }),
  };
}

export async function sourceNamed(console: DebugConsole, file: string): Promise<SourceSeen> {
  const loaded = await console.debuggee.sources().catch(() => []);
  return findSource(file, loaded, console.script);
}
