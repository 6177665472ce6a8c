// What everything that opens something implements. Any thread.

export interface Disposable {
  /** Releases what this holds; a second call does nothing. */
  dispose(): void | Promise<void>;
}
