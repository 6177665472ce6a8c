// Between what a client counts and names and what the kernel does: lines and columns from 0 or 1, paths or URIs, folders of another
// machine. Any thread.

import { posix, sep, win32 } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { AttachArguments, InitializeArguments } from './arguments.js';

type Mappings = AttachArguments['pathMappings'];

interface Change {
  readonly line: (line: number) => number;
  readonly column: (column: number) => number;
  readonly path: (path: string) => string;
}

const LINES = new Set(['line', 'endLine']);
/** `start` is that of a completion; pages of variables do not pass here. */
const COLUMNS = new Set(['column', 'endColumn']);
/** Texts and values of scripts, whatever they look like. */
const OPAQUE = new Set(['variables', 'result', 'value', 'content', 'details', 'error']);

export class Translation {
  readonly #toKernel: Change;
  readonly #toClient: Change;

  constructor(client: InitializeArguments, mappings: Mappings = []) {
    const line = client.linesStartAt1 ? 0 : 1;
    const column = client.columnsStartAt1 ? 0 : 1;
    const isUri = client.pathFormat === 'uri';
    this.#toKernel = {
      line: (each) => each + line,
      column: (each) => each + column,
      path: (path) => mapped(isUri ? fromUri(path) : path, mappings, 'localRoot', 'remoteRoot'),
    };
    this.#toClient = {
      line: (each) => Math.max(0, each - line),
      column: (each) => Math.max(0, each - column),
      path: (path) => {
        const local = mapped(path, mappings, 'remoteRoot', 'localRoot');
        return isUri ? pathToFileURL(local).href : local;
      },
    };
  }

  /** Arguments of a request. */
  toKernel(command: string, args: JsonObject): JsonObject {
    if (command === 'variables' || command === 'setVariable') return args;
    const changed = change(args, this.#toKernel) as JsonObject;
    const { lines } = changed;
    if (!Array.isArray(lines)) return changed;
    return {
      ...changed,
      lines: lines.map((line: JsonValue) => (typeof line === 'number' ? this.#toKernel.line(line) : line)),
    };
  }

  /** Body of a response or event. */
  toClient(command: string, body: JsonObject): JsonObject {
    const changed = change(body, this.#toClient) as JsonObject;
    const { targets } = changed;
    if (command !== 'completions' || !Array.isArray(targets)) return changed;
    const startAt = (target: JsonValue): JsonValue =>
      isObject(target) && typeof target['start'] === 'number'
        ? { ...target, start: this.#toClient.column(target['start']) }
        : target;
    return { ...changed, targets: targets.map(startAt) };
  }
}

function change(value: JsonValue | undefined, how: Change): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each: JsonValue) => change(each, how) as JsonValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (typeof each === 'number' && LINES.has(key)) return [key, how.line(each)];
      if (typeof each === 'number' && COLUMNS.has(key)) return [key, how.column(each)];
      if (typeof each === 'string' && key === 'path') return [key, how.path(each)];
      return [key, OPAQUE.has(key) ? each : change(each, how)];
    }),
  );
}

/** The longest root that fits is replaced; either side may be of a machine that writes paths in its own way. */
function mapped(
  path: string,
  mappings: Mappings,
  from: 'localRoot' | 'remoteRoot',
  to: 'localRoot' | 'remoteRoot',
): string {
  const fitting = mappings.filter((mapping) => isBelow(path, mapping[from]));
  const [best] = [...fitting].sort((a, b) => b[from].length - a[from].length);
  if (best === undefined) return path;
  const rest = path.slice(withoutEnd(best[from]).length).replace(/\\/g, '/');
  const target = withoutEnd(best[to]);
  const separator = /^[A-Za-z]:|\\/.test(target) ? win32.sep : target.startsWith('/') ? posix.sep : sep;
  return target + rest.replaceAll('/', separator);
}

function isBelow(path: string, root: string): boolean {
  const start = withoutEnd(root);
  return path.startsWith(start) && (path.length === start.length || /[\\/]/.test(path[start.length]!));
}

function withoutEnd(path: string): string {
  return path.replace(/[\\/]+$/, '');
}

function fromUri(text: string): string {
  return text.startsWith('file:') ? fileURLToPath(text) : text;
}
