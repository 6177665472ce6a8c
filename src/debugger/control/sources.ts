// Sources between clients and the engine: how each names them, their text, and where their statements begin. Control thread.

import { basename, isAbsolute } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { displayName } from '../../diagnostics/chunk-names.js';
import type { Source } from '../../protocol/dap-types.js';
import type { SourceArgument } from '../../protocol/dap.js';
import type { DebugSource, SourceSelector } from '../contract.js';
import type { DebugPorts } from './ports.js';

/** Longer texts are not read for their statements: everybody would wait. */
const MAX_TEXT = 512 * 1024;

export class Sources {
  skip: readonly RegExp[] = [];
  /** By number of the engine; what has been asked of it once. */
  readonly #statements = new Map<number, Promise<void>>();

  constructor(private readonly ports: DebugPorts) {}

  toDap(source: DebugSource): Source {
    const { chunkName, path, reference } = source;
    const isSkipped = this.skip.some((pattern) => pattern.test(path ?? chunkName));
    const hint = isSkipped ? ({ presentationHint: 'deemphasize' } as const) : {};
    if (path === undefined) return { name: displayName(chunkName), sourceReference: reference, ...hint };
    const shown = this.ports.shownName(path);
    if (shown !== undefined) return { name: shown, path, sourceReference: reference, ...hint };
    return { name: basename(path), path, ...hint };
  }

  /** @throws SpellError `DEBUG_REFUSED` for sources without path and number, and for paths that are relative */
  selectorOf({ path, sourceReference = 0 }: SourceArgument): SourceSelector {
    if (path !== undefined && path !== '') {
      if (isAbsolute(path)) return { path };
      throw new SpellError('DEBUG_REFUSED', `The path of a source must be absolute, and '${path}' is not`);
    }
    if (sourceReference > 0) return { reference: sourceReference };
    throw new SpellError('DEBUG_REFUSED', 'A source must be named by a path or a sourceReference');
  }

  /** What is loaded under this name now. */
  async find(selector: SourceSelector): Promise<DebugSource | undefined> {
    const { sources } = await this.ports.ask('loadedSources', {});
    return sources.find((source) =>
      'path' in selector ? source.path === selector.path : source.reference === selector.reference,
    );
  }

  /** The text as it was loaded, else as it is now; undefined where there is none, or none that is text. */
  async textOf(source: DebugSource): Promise<string | undefined> {
    const { text } = await this.ports.ask('source', { reference: source.reference });
    if (text === undefined) return this.ports.textOf(source.chunkName);
    return typeof text === 'string' ? text : undefined;
  }

  /** Text of a source that need not be loaded yet. */
  async textAt(selector: SourceSelector): Promise<string | undefined> {
    const source = await this.find(selector);
    if (source !== undefined) return this.textOf(source);
    return 'path' in selector ? this.ports.textOf(`@${selector.path}`) : undefined;
  }

  /** Tells the engine where the statements of a source begin. Where that cannot be told, lines are all there is. */
  prepare(source: DebugSource): Promise<void> {
    const known = this.#statements.get(source.reference);
    if (known !== undefined) return known;
    const telling = this.#tellStatements(source).catch(() => undefined);
    this.#statements.set(source.reference, telling);
    return telling;
  }

  /** Tells the statements of a file that will be loaded, as it is now. */
  async foresee(path: string): Promise<void> {
    await this.#send({ path }, await this.ports.textOf(`@${path}`)).catch(() => undefined);
  }

  /** The chunk has been loaded again, perhaps with other text. @returns whether its statements had been asked for */
  reloaded(source: DebugSource): boolean {
    return this.#statements.delete(source.reference);
  }

  /** The engine is another. */
  forget(): void {
    this.#statements.clear();
  }

  async #tellStatements(source: DebugSource): Promise<void> {
    await this.#send({ reference: source.reference }, await this.textOf(source));
  }

  async #send(source: SourceSelector, text: string | undefined): Promise<void> {
    if (text === undefined || text.length > MAX_TEXT) return;
    const { spreadStatements } = await import('../../language/statements.js');
    const spread = await spreadStatements(text);
    if (spread === undefined) return;
    await this.ports.ask('setStatements', { source, spread: spread.text, origins: spread.origins });
  }
}
