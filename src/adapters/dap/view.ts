// Between what a client has said of itself in `initialize` and the kernel, where lines and columns count from 1 and paths are its own. Any thread.

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { PathMapping } from './launch-arguments.js';

const LINES = new Set(['line', 'endLine']);
const COLUMNS = new Set(['column', 'endColumn', 'start']);
/** Text of clients and scripts, in which nothing is converted. */
const OPAQUE = new Set(['expression', 'value', 'data', 'adapterData', 'env']);

export interface ViewOptions {
  readonly linesStartAt1: boolean;
  readonly columnsStartAt1: boolean;
  readonly pathFormat: string;
}

export const PLAIN_OPTIONS: ViewOptions = { linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' };

interface Direction {
  readonly line: (line: number) => number;
  readonly column: (column: number) => number;
  readonly path: (path: string) => string;
}

export class View {
  readonly #options: ViewOptions;
  readonly #mappings: readonly PathMapping[];
  readonly #in: Direction;
  readonly #out: Direction;

  constructor(options: ViewOptions, mappings: readonly PathMapping[] = []) {
    this.#options = options;
    this.#mappings = mappings;
    const [line, column] = [options.linesStartAt1 ? 0 : 1, options.columnsStartAt1 ? 0 : 1];
    this.#in = { line: (n) => n + line, column: (n) => n + column, path: (path) => this.pathIn(path) };
    // Where there is no line, there is none in any counting.
    this.#out = {
      line: (n) => Math.max(0, n - line),
      column: (n) => Math.max(0, n - column),
      path: (path) => this.pathOut(path),
    };
  }

  with(mappings: readonly PathMapping[]): View {
    return new View(this.#options, mappings);
  }

  /** `start` of `variables` counts values, not columns. */
  request(command: string, args: JsonObject): JsonObject {
    const { start, ...rest } = args;
    const converted = convert(rest, this.#in) as JsonObject;
    const lines = args['lines'];
    return {
      ...converted,
      ...(start !== undefined && { start }),
      ...(Array.isArray(lines) &&
        command === 'setBreakpoints' && {
          lines: (lines as JsonValue[]).map((each) => (typeof each === 'number' ? this.#in.line(each) : each)),
        }),
    };
  }

  body(body: JsonObject): JsonObject {
    return convert(body, this.#out) as JsonObject;
  }

  pathIn(path: string): string {
    return this.#mapped(this.#options.pathFormat === 'uri' ? fromUri(path) : path, 'localRoot', 'remoteRoot');
  }

  pathOut(path: string): string {
    const mapped = this.#mapped(path, 'remoteRoot', 'localRoot');
    return this.#options.pathFormat === 'uri' ? pathToFileURL(mapped).href : mapped;
  }

  #mapped(path: string, from: keyof PathMapping, to: keyof PathMapping): string {
    for (const mapping of this.#mappings) {
      const [root, other] = [withoutEnd(mapping[from]), withoutEnd(mapping[to])];
      if (path === root) return other;
      if (!/[/\\]/.test(path.charAt(root.length)) || !path.startsWith(root)) continue;
      const separator = other.includes('\\') && !other.includes('/') ? '\\' : '/';
      return `${other}${path.slice(root.length).replaceAll(/[/\\]/g, separator)}`;
    }
    return path;
  }
}

function convert(value: JsonValue | undefined, direction: Direction): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each) => convert(each as JsonValue, direction) as JsonValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, converted(key, entry, direction)]));
}

function converted(key: string, entry: JsonValue | undefined, direction: Direction): JsonValue | undefined {
  if (OPAQUE.has(key)) return entry;
  if (typeof entry === 'number' && LINES.has(key)) return direction.line(entry);
  if (typeof entry === 'number' && COLUMNS.has(key)) return direction.column(entry);
  const isPath = key === 'path' || key === 'sourcePath' || key === 'source';
  if (typeof entry === 'string' && isPath && entry !== '') return direction.path(entry);
  return convert(entry, direction);
}

function withoutEnd(root: string): string {
  return root.replace(/[/\\]+$/, '');
}

/** A client may send a path for all that it has said. */
function fromUri(text: string): string {
  return text.startsWith('file:') ? fileURLToPath(text) : text;
}
