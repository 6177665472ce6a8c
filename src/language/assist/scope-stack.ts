// The blocks around the place that the outline has come to, and the names that are declared in them. Any thread.

export type NameKind = 'local' | 'function' | 'parameter' | 'upvalue';

/** Where the value of a name is written: the `result`-th expression, from 0, of a list that begins at a token. */
export interface ValuePlace {
  readonly token: number;
  readonly result: number;
}

export interface LocalName {
  readonly name: string;
  readonly kind: Exclude<NameKind, 'upvalue'>;
  /** Index of the token that declares it. */
  readonly token: number;
  readonly value?: ValuePlace;
  /** For `self`: text of the table that the method belongs to. */
  readonly owner?: string;
}

/** A name as it is seen from the cursor: locals of functions further out are upvalues. */
export interface VisibleName extends LocalName {
  readonly isUpvalue: boolean;
}

export type BlockKind = 'chunk' | 'function' | 'loop' | 'repeat' | 'then' | 'else' | 'do';

interface Block {
  readonly kind: BlockKind;
  readonly names: Map<string, LocalName>;
  /** Index of the token that opens it. */
  readonly token: number;
  /** Brackets that are open in it. */
  depth: number;
  /** Names of a `local` statement that is not finished, and of a loop before its `do`. */
  pending: LocalName[];
  loop: LocalName[] | undefined;
  /** The header that waits for `then` or `do`. */
  awaits: 'then' | 'do' | undefined;
  /** Past the `until` of a `repeat`: it ends with the condition. */
  ends: boolean;
}

/** What is open at a place, for the keywords that may follow. */
export interface OpenBlocks {
  readonly innermost: BlockKind;
  readonly isInLoop: boolean;
  readonly awaits: 'then' | 'do' | undefined;
  /** Index of the `function` token of the innermost function; -1 in the chunk itself. */
  readonly functionToken: number;
}

export class ScopeStack {
  readonly #blocks: Block[] = [newBlock('chunk', -1)];
  /** In how many of the blocks a name is declared. */
  readonly #counts = new Map<string, number>();

  get top(): Block {
    return this.#blocks.at(-1)!;
  }

  push(kind: BlockKind, token: number, names: readonly LocalName[] = []): void {
    const block = newBlock(kind, token);
    this.#blocks.push(block);
    for (const name of names) this.declare(name);
  }

  pop(): void {
    if (this.#blocks.length === 1) return;
    for (const name of this.#blocks.pop()!.names.keys()) this.#count(name, -1);
  }

  declare(name: LocalName): void {
    // Set anew, so that the order is that of the text.
    const { names } = this.top;
    if (!names.delete(name.name)) this.#count(name.name, 1);
    names.set(name.name, name);
  }

  #count(name: string, change: 1 | -1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + change);
  }

  /** A statement begins: what the one before has declared becomes visible. */
  beginStatement(): void {
    if (this.top.ends) this.pop();
    for (const name of this.top.pending) this.declare(name);
    this.top.pending = [];
  }

  has(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }

  /** Innermost and latest first; names that are hidden by others are left out. */
  visible(): VisibleName[] {
    const found = new Map<string, VisibleName>();
    let isUpvalue = false;
    for (const block of [...this.#blocks].reverse()) {
      for (const name of [...block.names.values()].reverse()) {
        if (!found.has(name.name)) found.set(name.name, { ...name, isUpvalue });
      }
      if (block.kind === 'function') isUpvalue = true;
    }
    return [...found.values()];
  }

  describe(): OpenBlocks {
    const functionAt = this.#blocks.findLastIndex(({ kind }) => kind === 'function');
    const inFunction = this.#blocks.slice(functionAt + 1);
    return {
      innermost: this.top.kind,
      isInLoop: inFunction.some(({ kind, ends }) => (kind === 'loop' || kind === 'repeat') && !ends),
      awaits: this.top.awaits,
      functionToken: this.#blocks[functionAt]?.token ?? -1,
    };
  }
}

function newBlock(kind: BlockKind, token: number): Block {
  return { kind, names: new Map(), token, depth: 0, pending: [], loop: undefined, awaits: undefined, ends: false };
}
