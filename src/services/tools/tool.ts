// What a tool is: a description that scripts can ask for, and the work. Types only.

import type { PermissionPolicy } from '../../permissions/policy.js';
import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';

export type ToolCategory = 'filesystem' | 'web' | 'api' | 'analysis' | 'data' | 'system' | 'media' | 'utility';

export type ParameterType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

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
}

export interface Tool {
  /** Kebab-case. */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly category: ToolCategory;
  readonly parameters: readonly ToolParameter[];
  /**
   * @param parameters validated, defaults filled in, choices in their canonical spelling
   * @throws SpellError with the category that scripts test for
   */
  execute(parameters: ValueObject, context: ToolContext): Promise<Output>;
}
