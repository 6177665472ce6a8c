// Errors that cross between JavaScript and Lua. Engine thread.

/** Thrown by a host function to raise a plain Lua error; `positioned` puts the caller's `file:line:` in front. */
export class LuaRaise extends Error {
  override readonly name = 'LuaRaise';

  constructor(
    message: string,
    readonly positioned = true,
  ) {
    super(message);
  }
}

/** Thrown by a host function that has been told, while it waited, that its run is to end. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** A protected call from JavaScript has failed; the Lua error value is kept until {@link release}. */
export class LuaCallError extends Error {
  override readonly name = 'LuaCallError';
  private released = false;

  constructor(
    message: string,
    readonly isInterruption: boolean,
    /** Registry reference of the error value. */
    readonly ref: number,
    private readonly releaseRef: (ref: number) => void,
  ) {
    super(message);
  }

  release(): void {
    if (!this.released) this.releaseRef(this.ref);
    this.released = true;
  }
}

/** `bad argument #n to 'f' (what)`, raised with the caller's position. */
export function badArgument(argument: number, name: string, what: string): LuaRaise {
  return new LuaRaise(`bad argument #${argument} to '${name}' (${what})`);
}
