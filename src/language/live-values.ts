// What completion and inspection may ask about values that live in a session. The kernel answers from an engine. Types only.

export interface LiveField {
  readonly name: string;
  /** As `type` says it. */
  readonly type: string;
  /** One line; for functions their parameters. */
  readonly preview: string;
}

export interface LiveValue {
  readonly type: string;
  readonly preview: string;
  /** Of a table, or of what its metatable indexes. */
  readonly fields: readonly LiveField[];
  readonly hasMoreFields: boolean;
  /** Of functions whose parameters are known. */
  readonly function?: {
    readonly parameters: readonly string[];
    readonly isVararg: boolean;
    /** Chunk name and lines of the definition; not of host functions. */
    readonly chunkName?: string;
    readonly line?: number;
    readonly lastLine?: number;
    /** Full name of a host function: `Tool.execute`. */
    readonly hostName?: string;
  };
}

/**
 * Live values by their path, names from the globals inward: `[]` are the globals, `['string', 'format']` one function. Undefined
 * where there is no such value, or where nobody can look because a script is computing.
 */
export interface LiveValues {
  /** The value with its fields, at most `limit` of them. */
  fields(path: readonly string[], limit: number): Promise<LiveValue | undefined>;
  /** The value itself, with what is known of a function. */
  value(path: readonly string[]): Promise<LiveValue | undefined>;
}
