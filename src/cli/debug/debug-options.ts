// What `debug` and --debug were told, checked. Control thread.

import { SpellError } from '../../base/errors.js';
import type { RawOptions } from '../options.js';
import type { Placed } from './parse-location.js';
import { parseBreakOption } from './parse-location.js';

export interface DebugOptions {
  readonly breakAt: readonly Placed[];
  readonly watch: readonly string[];
  /** Stop at the first line; undefined: where nothing else could stop. */
  readonly step: boolean;
  readonly commandsFile: string | undefined;
  /** Serve the session to other clients, from this port on; 0 for free ones. */
  readonly port: number | undefined;
  readonly remembers: boolean;
  readonly trace: TraceKinds | undefined;
}

export interface TraceKinds {
  readonly lines: boolean;
  readonly calls: boolean;
  readonly variables: boolean;
}

/** @throws SpellError `USAGE` */
export function toDebugOptions(raw: RawOptions): DebugOptions {
  const all = (name: string): readonly string[] => (raw.get(name) ?? []).filter((value) => value !== true);
  const trace = { lines: raw.has('trace-lines'), calls: raw.has('trace-calls'), variables: raw.has('trace-vars') };
  return {
    breakAt: all('break-at').map(parseBreak),
    watch: all('watch'),
    step: raw.has('step'),
    commandsFile: all('commands').at(-1),
    port: parsePort(all('port').at(-1)),
    remembers: !raw.has('no-remember'),
    trace: trace.lines || trace.calls || trace.variables ? trace : undefined,
  };
}

function parseBreak(text: string): Placed {
  const parsed = parseBreakOption(text);
  if (parsed !== undefined) return parsed;
  throw new SpellError('USAGE', `--break-at: '${text}' is no place in a script`, {
    help: 'write --break-at 12, --break-at util.lua:7, --break-at "util.lua:7:n > 3" or --break-at greet',
  });
}

/** Five in a row. */
function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_531) return port;
  throw new SpellError('USAGE', `--port: '${text}' is not a port from 0 to 65531`, {
    help: 'the session uses this port and the four after it; 0 takes free ones',
  });
}
