// The breakpoints of the terminal's user, numbered from 1, and what the debugger has said of each. Any thread.

/** Where it is: a line of a file (absolute path) or of a source without one, a function, or a variable. */
export type Place =
  | {
      readonly kind: 'line';
      readonly path?: string;
      readonly reference?: number;
      readonly name: string;
      readonly line: number;
    }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'data'; readonly expression: string; readonly dataId: string };

export interface Terms {
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  readonly ignoreCount?: number | undefined;
  readonly logMessage?: string | undefined;
  readonly isEnabled: boolean;
  readonly isTemporary: boolean;
}

export interface BreakpointState {
  /** The session's number. */
  readonly id: number | undefined;
  readonly isVerified: boolean;
  /** Where it really stops. */
  readonly line?: number | undefined;
  readonly message?: string | undefined;
}

export interface UserBreakpoint {
  readonly number: number;
  place: Place;
  /** Another client of the session has set it. */
  readonly isOthers: boolean;
  terms: Terms;
  state: BreakpointState;
  /** How often it has stopped the script. */
  stops: number;
}

const UNSENT: BreakpointState = { id: undefined, isVerified: false };

export class BreakpointList {
  #items: readonly UserBreakpoint[] = [];
  #numbers = 0;
  /** The one that went last: a temporary breakpoint goes before its stop is told. */
  #gone: readonly UserBreakpoint[] = [];

  get all(): readonly UserBreakpoint[] {
    return this.#items;
  }

  add(place: Place, terms: Partial<Terms> = {}, isOthers = false): UserBreakpoint {
    const item: UserBreakpoint = {
      number: ++this.#numbers,
      place,
      isOthers,
      terms: { isEnabled: true, isTemporary: false, ...terms },
      state: UNSENT,
      stops: 0,
    };
    this.#items = [...this.#items, item];
    return item;
  }

  find(number: number): UserBreakpoint | undefined {
    return this.#items.find((item) => item.number === number);
  }

  byId(id: number): UserBreakpoint | undefined {
    return [...this.#items, ...this.#gone].find((item) => item.state.id === id);
  }

  at(place: Place): UserBreakpoint | undefined {
    return this.#items.find((item) => keyOf(item.place) === keyOf(place));
  }

  /** Lines of a file are elsewhere now. @returns those that have gone with them */
  move(path: string, moved: readonly { readonly from: number; readonly to: number }[]): readonly UserBreakpoint[] {
    const lines = new Map(moved.map(({ from, to }) => [from, to]));
    return this.ofKind('line').filter((item) => {
      const { place } = item;
      if (place.kind !== 'line' || place.path !== path) return false;
      const line = lines.get(place.line);
      if (line === undefined) return false;
      item.place = { ...place, line };
      item.state = { ...item.state, line };
      return true;
    });
  }

  remove(items: readonly UserBreakpoint[]): void {
    this.#gone = items;
    this.#items = this.#items.filter((item) => !items.includes(item));
  }

  ofKind(kind: Place['kind']): readonly UserBreakpoint[] {
    return this.#items.filter(({ place }) => place.kind === kind);
  }

  /** Breakpoints on lines, by the source that they are in. */
  bySource(): ReadonlyMap<string, readonly UserBreakpoint[]> {
    const sources = new Map<string, UserBreakpoint[]>();
    for (const item of this.#items) {
      if (item.place.kind !== 'line') continue;
      const key = sourceKey(item.place);
      sources.set(key, [...(sources.get(key) ?? []), item]);
    }
    return sources;
  }

  /** Numbers that the debugger has given are void: it is another one. */
  unsend(): void {
    for (const item of this.#items) item.state = UNSENT;
    // What they watched is gone.
    this.#items = this.#items.filter(({ place }) => place.kind !== 'data');
  }

  /** Lines of a source where the script would stop. */
  linesIn(key: string): ReadonlySet<number> {
    const items = this.bySource().get(key) ?? [];
    return new Set(
      items.flatMap(({ place, state, terms }) =>
        terms.isEnabled && place.kind === 'line' ? [state.line ?? place.line] : [],
      ),
    );
  }
}

/** The same for all that lies in one source. */
export function sourceKey({
  path,
  reference,
}: {
  readonly path?: string | undefined;
  readonly reference?: number | undefined;
}): string {
  return path ?? `#${reference ?? 0}`;
}

function keyOf(place: Place): string {
  if (place.kind === 'line') return `line ${sourceKey(place)} ${place.line}`;
  return place.kind === 'function' ? `function ${place.name}` : `data ${place.dataId}`;
}
