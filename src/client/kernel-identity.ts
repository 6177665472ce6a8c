// Tells whether another kernel answers at the same place than before. Any thread.
//
// A kernel keeps one `header.session` from start to end. Some kernels copy that of the request instead: they have no identity
// that could change.

export class KernelIdentity {
  #publisher: string | undefined;
  #kernel: string | undefined;

  /** @param ownSession `header.session` of this client */
  constructor(private readonly ownSession: string) {}

  /** The kernel is gone: whichever comes next is the first. */
  reset(): void {
    this.#publisher = undefined;
    this.#kernel = undefined;
  }

  /** @returns whether another kernel has replied than before */
  replied(session: string): boolean {
    if (session === this.ownSession) return false;
    const before = this.#kernel;
    this.#kernel = session;
    return before !== undefined && before !== session;
  }

  /** @returns whether something else publishes than before, which is a hint to ask the kernel something */
  published(session: string): boolean {
    const before = this.#publisher;
    this.#publisher = session;
    this.#kernel ??= session;
    return before !== undefined && before !== session;
  }
}
