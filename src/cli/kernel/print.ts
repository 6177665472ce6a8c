// What commands print with. Types only.

/** Resolves when the text is out, with 0 or the exit code for output that nobody takes. */
export type Print = (text: string | Uint8Array, fd?: 1 | 2) => Promise<number>;
