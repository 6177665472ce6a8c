// Error-tolerant syntax trees of Lua 5.4 source. The parser is loaded when first used. Control thread.

import { readFile } from 'node:fs/promises';
import type { Language, Node, Parser, Tree } from 'web-tree-sitter';
import type { Disposable } from '../base/disposable.js';
import { SourceText } from './positions.js';
import { findParserFile } from './wasm-files.js';

/** A node of the tree; `startIndex` and `endIndex` are offsets into the source text. */
export type SyntaxNode = Node;

/** A parsed text. Parts that are not Lua are `ERROR` nodes. Nodes are valid until {@link dispose}. */
export class LuaTree implements Disposable {
  readonly #tree: Tree;
  readonly root: SyntaxNode;
  #disposed = false;

  constructor(
    readonly source: SourceText,
    tree: Tree,
  ) {
    this.#tree = tree;
    this.root = tree.rootNode;
  }

  /** The smallest named node at an offset. */
  nodeAt(offset: number): SyntaxNode {
    return this.root.namedDescendantForIndex(offset) ?? this.root;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#tree.delete();
  }
}

/** Parses a text; never fails for what the text contains. */
export async function parseLua(source: SourceText | string): Promise<LuaTree> {
  const text = typeof source === 'string' ? new SourceText(source) : source;
  const parser = await (loading ??= loadParser());
  const tree = parser.parse(text.text);
  if (!tree) throw new Error('the parser has no language');
  return new LuaTree(text, tree);
}

let loading: Promise<Parser> | undefined;

async function loadParser(): Promise<Parser> {
  const [runtime, grammar, library] = await Promise.all([
    readFile(findParserFile('runtime')),
    readFile(findParserFile('grammar')),
    import('web-tree-sitter'),
  ]);
  await library.Parser.init({ wasmBinary: runtime });
  const language: Language = await library.Language.load(grammar);
  return new library.Parser().setLanguage(language);
}
