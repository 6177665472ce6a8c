// What the engine captures of a failed run, as plain data; reports are made from it on the control thread. Types only.

/** A short, already redacted picture of a Lua value. */
export interface CapturedValue {
  /** `nil`, `boolean`, `number`, `string`, `table`, `function`, `thread`, `userdata`. */
  readonly type: string;
  /** One line, at most 60 characters: `"text"`, `42`, `{name="x", 3 more}`, `function: f (a.lua:3)`. */
  readonly preview: string;
  /** For tables and userdata (and what `__index` tables add): its string keys, at most 200. */
  readonly keys?: readonly string[];
  /** For tables: the string keys of those of its fields that are tables themselves, at most 50 fields of 50 keys. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** For tables: the length of the list in it (`#` without metamethods), where that is not 0. */
  readonly length?: number;
  /** For functions written in Lua: parameter names. */
  readonly parameters?: readonly string[];
}

export interface CapturedVariable {
  readonly name: string;
  readonly value: CapturedValue;
}

export interface CapturedFrame {
  readonly kind: 'lua' | 'host' | 'main';
  /** Name as Lua knows it (`lua_getinfo` `n`), or the name of the host function (`Agent:execute`). */
  readonly name?: string;
  /** `global`, `local`, `method`, `field`, `upvalue`, `metamethod`, `for iterator`, `hook` or empty. */
  readonly nameKind?: string;
  /** Chunk name as given to load, `@` and `=` kept. */
  readonly source?: string;
  readonly line?: number;
  readonly lineDefined?: number;
  readonly isTailCall?: boolean;
  /** Only on the innermost Lua frames (at most 3). */
  readonly locals?: readonly CapturedVariable[];
  readonly upvalues?: readonly CapturedVariable[];
  /**
   * Only on the innermost Lua frame: what its registers hold above the active locals (`(temporary)` to `lua_getlocal`), lowest
   * first. When a call fails, the value that was called, its receiver and its arguments are among the last of them; what the
   * interpreter used to put the message together may follow.
   */
  readonly temporaries?: readonly CapturedValue[];
  /** Set where the stack of a coroutine ends and that of its resumer begins. */
  readonly coroutineBoundary?: boolean;
}

export type FailureKind = 'runtime' | 'syntax' | 'host' | 'interrupted' | 'timeout' | 'memory' | 'internal';

/** Everything that is known when a run fails. */
export interface CapturedFailure {
  readonly kind: FailureKind;
  /** What `tostring` gives for the error value, position prefix included. */
  readonly message: string;
  /** The chunk that did not compile, as given to load (`@` and `=` kept), where `kind` is `syntax`. */
  readonly chunkName?: string;
  /** The error value where it was not a string. */
  readonly value?: CapturedValue;
  /** The host error behind it, if a host function raised it. */
  readonly host?: {
    readonly code: string;
    readonly message: string;
    readonly help?: string;
    readonly category?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly stack?: string;
  };
  /** Innermost first. Long stacks have the middle left out: `omittedFrames` counts them, `omittedAfter` says where. */
  readonly frames: readonly CapturedFrame[];
  readonly omittedFrames?: number;
  readonly omittedAfter?: number;
  /** Message of a `<close>` handler that failed as well, while this error left its scope. */
  readonly closeError?: string;
  /** Names of all globals, and for global tables their string keys. */
  readonly globals: Readonly<Record<string, readonly string[] | null>>;
}
