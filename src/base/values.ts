// Plain values that cross between Lua and the host services. Any thread.

/**
 * A Lua function held by the engine thread; services call it through {@link CallContext.invoke}. It is a `Map`, which no plain
 * data is and which messages between threads keep: a table of a script, whatever its fields, never turns into one.
 */
export type LuaFunctionRef = ReadonlyMap<typeof FUNCTION_KEY, number>;

const FUNCTION_KEY = 'luaFunction';

/** @param number of the function in the engine's registry */
export function createFunctionRef(number: number): LuaFunctionRef {
  return new Map([[FUNCTION_KEY, number]]);
}

/** Whether a value is a reference; whether its function is still held, only the engine knows. */
export function isFunctionRef(value: unknown): value is LuaFunctionRef {
  return value instanceof Map;
}

/** The number that {@link createFunctionRef} was given. */
export function numberOfFunctionRef(ref: LuaFunctionRef): number {
  return ref.get(FUNCTION_KEY) ?? 0;
}

/**
 * A Lua value as plain data.
 *
 * - `undefined` and `null` are nil; inside tables a nil entry disappears.
 * - integers arrive as `number` when safe, else as `bigint`; a `bigint` always becomes a Lua integer.
 * - a `number` without a fraction becomes a Lua integer, any other a float.
 * - Lua strings that are valid UTF-8 are `string`, all others `Uint8Array`.
 * - a table with a raw length above 0 is an array (string keys dropped), any other an object.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | LuaFunctionRef
  | readonly Value[]
  | { readonly [key: string]: Value };

/** What a host service is given with every call. */
export interface CallContext {
  /** Identifies the run (one execution of a script or cell) that made the call. */
  readonly runId: string;
  /** `file:line` of the Lua code that calls, where the engine was asked to tell. */
  readonly source?: string;
  /** Directory that relative paths of the run start from. */
  readonly workingDirectory: string;
  /** Aborted when the run is interrupted, times out or the engine goes, and when the task that calls is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Calls a Lua function while the script waits for this call; resolves to its results.
   *
   * @param inside of the calls that the function makes and starts in turn; without, that of this call
   */
  invoke(fn: LuaFunctionRef, args: readonly Value[], inside?: readonly string[]): Promise<readonly Value[]>;
  /**
   * Calls it several times, one after the other, in one crossing to the engine; the first call that fails is the last one.
   *
   * @param lists arguments of each call
   */
  readonly invokeEach?: (fn: LuaFunctionRef, lists: readonly (readonly Value[])[]) => Promise<void>;
  /**
   * The same as {@link invoke} with a host function of the engine by its name. After every `wakeMs` milliseconds the engine looks at the clock, so
   * that it can end what has a time limit.
   */
  readonly invokeNamed?: (
    name: string,
    args: readonly Value[],
    wakeMs: number,
    inside?: readonly string[],
  ) => Promise<readonly Value[]>;
  /**
   * What is under way around this call, outermost first: `agent:NAME` while an agent answers, `hook POINT` while hooks run. Whoever
   * hands the call on adds to it.
   */
  readonly inside?: readonly string[];
  /** Name of the task that makes the call. */
  readonly task?: string;
  /** Hook points that somebody has a breakpoint on, `*` for all: they fire even where there is no hook. */
  readonly stopsAt?: readonly string[];
}

/** One host call as the engine makes it: `method` is `service.operation`, e.g. `state.save`. */
export type HostMethod = (args: readonly Value[], context: CallContext) => Promise<Value> | Value;

/** All methods that scripts can reach, by name. */
export type HostMethods = Readonly<Record<string, HostMethod>>;

/** The same value in several forms, by MIME type: text, JSON as such. */
export type MimeBundle = Readonly<Record<string, Value>>;
