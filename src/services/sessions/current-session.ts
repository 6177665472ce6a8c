// The session that a script means where it names none: the one that it has chosen, else the one that its run is kept in. Control thread.

/** The kept session of a run, made where it is not there yet; undefined where the run is not kept. */
export type KeptSessionOf = (runId: string) => Promise<string | undefined>;

export class CurrentSession {
  /** null: none. */
  private chosen: string | null | undefined;

  constructor(private readonly keptSessionOf: KeptSessionOf = async () => undefined) {}

  /** @throws SpellError `STATE_*` */
  async of(runId: string): Promise<string | undefined> {
    return this.chosen === undefined ? this.keptSessionOf(runId) : (this.chosen ?? undefined);
  }

  choose(id: string | undefined): void {
    this.chosen = id ?? null;
  }

  /** The session is gone. */
  forget(id: string): void {
    if (this.chosen === id) this.chosen = null;
  }
}
