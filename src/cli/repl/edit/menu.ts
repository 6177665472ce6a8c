// The menu of completions: what is offered, what is selected, and what typing leaves of it. Pure. Any thread.

export interface Candidate {
  readonly text: string;
  readonly kind: string;
  /** Shown beside it: parameters, or what it is. */
  readonly note?: string | undefined;
}

export interface Offer {
  /** What a candidate replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

export class Menu {
  /** Undefined: what is typed stands. */
  selected: number | undefined;
  #shown: readonly Candidate[];

  constructor(private readonly offer: Offer) {
    this.#shown = offer.candidates;
  }

  get start(): number {
    return this.offer.start;
  }

  get candidates(): readonly Candidate[] {
    return this.#shown;
  }

  get current(): Candidate | undefined {
    return this.selected === undefined ? undefined : this.#shown[this.selected];
  }

  move(steps: number): void {
    const { length } = this.#shown;
    const from = this.selected ?? (steps > 0 ? -1 : 0);
    this.selected = (((from + steps) % length) + length) % length;
  }

  /** Keeps what begins with what has been typed; false when nothing is left. */
  narrow(typed: string): boolean {
    const wanted = typed.toLowerCase();
    this.#shown = this.offer.candidates.filter(({ text }) => text.toLowerCase().startsWith(wanted));
    this.selected = undefined;
    return this.#shown.length > 0;
  }
}

/** What all candidates begin with, where that goes on with what has been typed. */
export function commonBeginning(candidates: readonly Candidate[], typed: string): string {
  const [first, ...others] = candidates.map(({ text }) => text);
  if (first === undefined) return typed;
  let length = first.length;
  for (const text of others) while (!text.startsWith(first.slice(0, length))) length--;
  const common = first.slice(0, length);
  return common.startsWith(typed) ? common : typed;
}
