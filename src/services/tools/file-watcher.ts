// The tool `file-watcher`: waits for changes of files, for a while or up to a number of them. Control thread.

import { basename, join, relative } from 'node:path';
import type { Value } from '../../base/values.js';
import { isWithin } from '../../permissions/real-path.js';
import type { Output } from '../output-table.js';
import { matchesGlob } from '../stores/glob.js';
import { asArray } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, missingParameter, optionalText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

const MAX_TIMEOUT_MS = 3_600_000;
const MAX_EVENTS = 10_000;
const EVENTS: Readonly<Record<string, string>> = {
  ...{ add: 'created', addDir: 'created', change: 'modified', unlink: 'deleted', unlinkDir: 'deleted' },
};

export const fileWatcher: Tool = {
  name: 'file-watcher',
  description: 'Waits for files to be created, modified or deleted',
  version: '1.0.0',
  category: 'filesystem',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'watch, or config (tells the limits)',
      required: true,
      choices: ['watch', 'config'],
    },
    { name: 'input', type: 'array', description: 'paths of files and directories' },
    { name: 'recursive', type: 'boolean', description: 'directories below too', default: true },
    { name: 'pattern', type: 'string', description: 'of file names, with * and ?' },
    { name: 'debounce_ms', type: 'integer', description: 'changes of a file within it are one', default: 100 },
    { name: 'timeout_seconds', type: 'number', description: 'how long to wait', default: 300 },
    { name: 'timeout_ms', type: 'integer', description: 'the same in milliseconds' },
    { name: 'max_events', type: 'integer', description: 'after so many it ends at once', default: 1000 },
  ],
  execute: async (parameters, context) => {
    if (parameters['operation'] === 'config') {
      const result = {
        max_timeout_ms: MAX_TIMEOUT_MS,
        max_events: MAX_EVENTS,
        events: [...new Set(Object.values(EVENTS))],
      };
      return responseOutput({ operation: 'config', success: true, result });
    }
    return watchFiles(parameters, context);
  },
};

async function watchFiles(parameters: ValueObject, context: ToolContext): Promise<Output> {
  const paths = pathsOf(parameters['input']);
  const shownAs = new Map(paths.map((path) => [context.policy.checkRead(path), path]));
  const { watch } = await import('chokidar');
  context.signal.throwIfAborted();
  const watcher = watch([...shownAs.keys()], {
    ignoreInitial: true,
    followSymlinks: false,
    ...(parameters['recursive'] === true ? {} : { depth: 0 }),
  });
  const timer = new AbortController();
  try {
    const events = await new Promise<ValueObject[]>((resolve, reject) => {
      const seen = new EventList(parameters, shownAs, resolve);
      // Links that are there already are told of while it looks around, as if they were new.
      watcher.once('ready', () => watcher.on('all', (event, path) => seen.add(event, path)));
      watcher.on('error', (error) => reject(error instanceof Error ? error : new Error(String(error))));
      context.signal.addEventListener('abort', () => reject(context.signal.reason as Error), { signal: timer.signal });
      const timeout = setTimeout(() => resolve(seen.events), timeoutOf(parameters));
      timer.signal.addEventListener('abort', () => clearTimeout(timeout));
    });
    return responseOutput({ operation: 'watch', success: true, result: { events, event_count: events.length } });
  } finally {
    timer.abort();
    await watcher.close();
  }
}

class EventList {
  readonly events: ValueObject[] = [];
  private readonly last = new Map<string, number>();
  private readonly pattern: string | undefined;
  private readonly most: number;

  constructor(
    private readonly parameters: ValueObject,
    private readonly shownAs: ReadonlyMap<string, string>,
    private readonly onFull: (events: ValueObject[]) => void,
  ) {
    this.pattern = optionalText(fileWatcher, parameters, 'pattern');
    this.most = Math.min(Math.max(1, Number(parameters['max_events'])), MAX_EVENTS);
  }

  add(event: string, path: string): void {
    const kind = EVENTS[event];
    const now = Date.now();
    if (kind === undefined || this.events.length >= this.most) return;
    if (this.pattern !== undefined && !matchesGlob(this.pattern, basename(path))) return;
    const before = this.last.get(path) ?? -Infinity;
    this.last.set(path, now);
    if (kind === 'modified' && now - before < Number(this.parameters['debounce_ms'])) return;
    this.events.push({ type: kind, path: this.shown(path), timestamp: new Date(now).toISOString() });
    if (this.events.length === this.most) this.onFull(this.events);
  }

  /** As the script spells what it watches. */
  private shown(path: string): string {
    for (const [real, given] of this.shownAs) {
      if (isWithin(path, real)) return join(given, relative(real, path));
    }
    return path;
  }
}

function timeoutOf(parameters: ValueObject): number {
  const { timeout_ms: ms, timeout_seconds: seconds } = parameters;
  return Math.min(Math.max(1, ms === undefined ? Number(seconds) * 1000 : Number(ms)), MAX_TIMEOUT_MS);
}

function pathsOf(value: Value): string[] {
  const paths = asArray(value);
  if (paths === undefined || paths.length === 0) throw missingParameter(fileWatcher, 'input');
  return paths.map((path) => {
    if (typeof path !== 'string') throw badParameter(fileWatcher, 'input', 'one of them is no path', 'pass paths');
    return path;
  });
}
