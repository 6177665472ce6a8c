// What a tool is: a description that scripts can ask for, and the work. Types, and the categories.

import type { PermissionPolicy } from '../../permissions/policy.js';
import type { CallContext, Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';

export const CATEGORIES = ['filesystem', 'web', 'api', 'analysis', 'data', 'system', 'media', 'utility'] as const;
export type ToolCategory = (typeof CATEGORIES)[number];

export type ParameterType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';

export interface ToolParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly required?: boolean;
  readonly default?: Value;
  /** The values a string may have; others that mean the same are in `aliases`. */
  readonly choices?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
}

export interface ToolContext {
  readonly policy: PermissionPolicy;
  readonly signal: AbortSignal;
  /** The call of the script that the tool runs for. Absent where there is none. */
  readonly call?: CallContext;
  /** Calls a function that the script keeps with the engine, by its key. Absent where no script waits. */
  readonly callKept?: (key: string, args: readonly Value[]) => Promise<readonly Value[]>;
}

/** What the check of parameters needs to know. */
export interface ToolSchema {
  /** Kebab-case. */
  readonly name: string;
  readonly parameters: readonly ToolParameter[];
  /** Parameters that are not listed are passed on as they are. */
  readonly takesOthers?: boolean;
}

export interface Tool extends ToolSchema {
  readonly description: string;
  readonly version: string;
  readonly category: ToolCategory;
  /** What models are told of the parameters, where there is more to tell than the list has. */
  readonly inputSchema?: ValueObject;
  /**
   * @param parameters validated, defaults filled in, choices in their canonical spelling
   * @throws SpellError with the category that scripts test for
   */
  execute(parameters: ValueObject, context: ToolContext): Promise<Output>;
}
