// The source of one chunk with what is known of it: lines, tokens, syntax tree, scopes; each made when first asked for.
// Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { LuaTree } from '../../language/parse.js';
import { parseLua } from '../../language/parse.js';
import { SourceText } from '../../language/positions.js';
import { findScopes } from '../../language/scope-builder.js';
import type { Scopes } from '../../language/scopes.js';
import type { SyntaxCheck } from '../../language/syntax-check.js';
import { checkSyntax } from '../../language/syntax-check.js';
import { displayName } from '../chunk-names.js';

/** Gives the text of a chunk by its name as given to load (`@path`, `=name`), or nothing where it is not known. */
export type SourceReader = (chunkName: string) => string | undefined | Promise<string | undefined>;

/** A chunk whose text is known. */
export class SourceDocument implements Disposable {
  readonly source: SourceText;
  readonly file: string;
  readonly #tree: LuaTree | undefined;
  #scopes: Scopes | undefined;
  #syntax: SyntaxCheck | undefined;

  private constructor(
    readonly chunkName: string,
    source: SourceText,
    tree: LuaTree | undefined,
  ) {
    this.source = source;
    this.file = displayName(chunkName);
    this.#tree = tree;
  }

  /** Parses the text. If the parser cannot be loaded, the document has no tree, and reports have no columns. */
  static async open(chunkName: string, text: string): Promise<SourceDocument> {
    const source = new SourceText(text);
    const tree = await parseLua(source).catch(() => undefined);
    return new SourceDocument(chunkName, source, tree);
  }

  get tree(): LuaTree | undefined {
    return this.#tree;
  }

  get scopes(): Scopes | undefined {
    this.#scopes ??= this.#tree && findScopes(this.#tree);
    return this.#scopes;
  }

  get syntax(): SyntaxCheck {
    this.#syntax ??= checkSyntax(this.source);
    return this.#syntax;
  }

  dispose(): void {
    this.#tree?.dispose();
  }
}

/** The chunks that a failure speaks of. */
export class Documents implements Disposable {
  readonly #byChunk = new Map<string, SourceDocument>();

  /** Opens every chunk that the reader knows. A chunk named by its own text needs no reader. */
  static async open(chunkNames: Iterable<string>, read: SourceReader): Promise<Documents> {
    const documents = new Documents();
    for (const name of new Set(chunkNames)) {
      const text = await read(name);
      const known = text ?? (/^[@=]/.test(name) ? undefined : name);
      if (known !== undefined) documents.#byChunk.set(name, await SourceDocument.open(name, known));
    }
    return documents;
  }

  get(chunkName: string | undefined): SourceDocument | undefined {
    return chunkName === undefined ? undefined : this.#byChunk.get(chunkName);
  }

  get all(): readonly SourceDocument[] {
    return [...this.#byChunk.values()];
  }

  dispose(): void {
    for (const document of this.#byChunk.values()) document.dispose();
  }
}
