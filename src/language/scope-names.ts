// The names that are visible while the scope builder walks: open blocks, their declarations, what each use means. Any thread.

import type { SyntaxNode } from './parse.js';
import type { Span } from './positions.js';
import type { Assignment, Declaration } from './scopes.js';

/** A declaration while its assignments are still being found. */
export interface OpenDeclaration extends Declaration {
  readonly assignments: Assignment[];
}

interface Block {
  readonly end: number;
  readonly names: Map<string, OpenDeclaration>;
}

/** Declarations in the order of the text, and the blocks around the place that is being read. */
export class ScopeNames {
  readonly declarations: OpenDeclaration[] = [];
  /** What is declared or meant at an offset. */
  readonly resolved = new Map<number, OpenDeclaration>();
  readonly #blocks: Block[] = [];

  /** Reads a block that ends at an offset. */
  inBlock(end: number, body: () => void): void {
    this.#blocks.push({ end, names: new Map() });
    body();
    this.#blocks.pop();
  }

  /** Notes what a name means where it is used. */
  reference(node: SyntaxNode): void {
    const declaration = this.lookUp(node.text);
    if (declaration) this.resolved.set(node.startIndex, declaration);
  }

  lookUp(name: string): OpenDeclaration | undefined {
    return this.#blocks.findLast(({ names }) => names.has(name))?.names.get(name);
  }

  /** Declares a name in the innermost block, from an offset to the block's end. */
  declare(
    declared: Pick<Declaration, 'name' | 'kind' | 'span' | 'functionId' | 'attribute' | 'parameterIndex'>,
    visibleFrom: number,
  ): OpenDeclaration {
    const block = this.#blocks.at(-1)!;
    const visible: Span = { start: visibleFrom, end: block.end };
    const declaration: OpenDeclaration = { ...declared, visible, assignments: [] };
    block.names.set(declared.name, declaration);
    this.declarations.push(declaration);
    this.resolved.set(declared.span.start, declaration);
    return declaration;
  }
}
