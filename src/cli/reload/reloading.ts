// Keeps what runs as its files say: each that is loaded is watched, and takes the place of what it was when it is saved. Control thread.

import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import type { KernelDebugger } from '../../client/kernel-debugger.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { HelpLayout } from '../page.js';
import { BrokenFile, brokenFile, failureText } from './broken-file.js';
import { WatchedFiles } from './watched-files.js';

/** What has come of a file; lines of breakpoints that are elsewhere now. */
export interface Reloaded {
  readonly text: string;
  readonly moved: readonly { readonly from: number; readonly to: number }[];
}

export interface ReloadingOptions {
  readonly dbg: KernelDebugger;
  readonly say: (text: string) => Promise<void>;
  readonly layout: HelpLayout;
  /** Gives what is to be said of them. */
  readonly onMoved?: (path: string, moved: Reloaded['moved']) => readonly string[];
}

export class Reloading implements Disposable {
  readonly #files: WatchedFiles;
  readonly #listening: Disposable;
  #last: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ReloadingOptions) {
    this.#files = new WatchedFiles((path) => this.#saved(path));
    this.#listening = options.dbg.onEvent(({ event, body }) => {
      if (event === 'loadedSource') this.#loaded(body['source']);
    });
  }

  /** Watches what is loaded, and what will be. The debugger of the session has been joined. */
  static async begin(options: ReloadingOptions): Promise<Reloading> {
    const reloading = new Reloading(options);
    // The first reload is to be as quick as the others.
    void import('../../language/reload/plan.js')
      .then(({ planReload }) => planReload('local x', 'local y'))
      .catch(() => undefined);
    const { sources } = await options.dbg.ask('loadedSources', {});
    for (const source of Array.isArray(sources) ? (sources as readonly JsonValue[]) : []) reloading.#loaded(source);
    return reloading;
  }

  async dispose(): Promise<void> {
    this.#files.dispose();
    await this.#listening.dispose();
  }

  #loaded(source: JsonValue | undefined): void {
    const path = isObject(source) ? source['path'] : undefined;
    if (typeof path === 'string') this.#files.add(path);
  }

  /** One after the other: what changes together is loaded in the order in which it was saved. */
  #saved(path: string): void {
    this.#last = this.#last
      .then(async () => {
        const { text, moved } = await reloadFile(this.options.dbg, path);
        const told = this.options.onMoved?.(path, moved) ?? [];
        for (const line of [text, ...told]) if (line !== '') await this.options.say(line);
      })
      .catch(async (error: unknown) => this.options.say(await this.#failure(path, error)))
      .catch(() => undefined);
  }

  async #failure(path: string, error: unknown): Promise<string> {
    if (error instanceof BrokenFile) return failureText(error, this.options.layout);
    const message = error instanceof Error ? error.message : String(error);
    return `error: ${shown(path)} stays as it was: ${message}`;
  }
}

/** @throws BrokenFile, SpellError `USAGE` where the file cannot be read, `DEBUG_REQUEST` where it is not loaded */
export async function reloadFile(dbg: KernelDebugger, path: string): Promise<Reloaded> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new SpellError('USAGE', `cannot read '${path}'`, { cause: error });
  });
  const body = await dbg.ask('reload', { source: { path }, text }).catch(async (error: unknown) => {
    throw (error instanceof SpellError ? await brokenFile(shown(path), text, error) : undefined) ?? error;
  });
  const moved = Array.isArray(body['moved']) ? (body['moved'] as unknown as Reloaded['moved']) : [];
  return { text: resultText(path, body), moved };
}

/** Empty where nothing has changed. */
function resultText(path: string, { replaced, defined, notes }: JsonObject): string {
  const [added, failed] = [texts(defined), texts(notes)];
  if (replaced === 0 && added.length === 0 && failed.length === 0) return '';
  const count = replaced === 1 ? '1 function' : `${Number(replaced)} functions`;
  const news = added.length === 0 ? '' : `; set: ${added.join(', ')}`;
  return [`reloaded ${shown(path)}: ${count}${news}`, ...failed.map((note) => `  ${note}`)].join('\n');
}

function texts(list: JsonValue | undefined): readonly string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
