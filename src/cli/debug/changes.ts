// What has changed among the variables of a frame since the stop before. Any thread.

export interface Shown {
  readonly name: string;
  readonly value: string;
}

export interface Marked extends Shown {
  readonly isChanged: boolean;
}

/** Remembers the variables of the frame that was shown last. */
export class Changes {
  #frame = '';
  #values = new Map<string, string>();
  #marked: readonly Marked[] = [];

  /** @param frame names the activation; in another one nothing counts as changed */
  take(frame: string, variables: readonly Shown[]): readonly Marked[] {
    const before = frame === this.#frame ? this.#values : undefined;
    const seen = new Map<string, number>();
    const keyed = variables.map((variable) => {
      // Locals of inner blocks may have the name of outer ones.
      const nth = (seen.get(variable.name) ?? 0) + 1;
      seen.set(variable.name, nth);
      return { ...variable, key: `${variable.name}#${nth}` };
    });
    this.#frame = frame;
    this.#values = new Map(keyed.map(({ key, value }) => [key, value]));
    this.#marked = keyed.map(({ name, value, key }) => ({
      name,
      value,
      isChanged: before !== undefined && before.get(key) !== value,
    }));
    return this.#marked;
  }

  /** As marked at this stop, for as long as the script is paused. */
  isChanged({ name, value }: Shown): boolean {
    return this.#marked.some((each) => each.name === name && each.value === value && each.isChanged);
  }
}
