// When a branch of a workflow is taken, or a loop goes on. Control thread.

import type { LuaFunctionRef, Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';
import { isDeepStrictEqual } from 'node:util';
import { asText } from './placeholders.js';
import { SpecReader } from './spec-reader.js';
import type { StepScope } from './step-scope.js';
import { invalidWorkflow } from './workflow-error.js';

export type Condition =
  | { readonly type: 'always' | 'never' }
  | { readonly type: 'shared_data_equals'; readonly key: string; readonly value: Value }
  | { readonly type: 'shared_data_exists'; readonly key: string }
  /** Text whose placeholders have been filled in; empty, `false`, `nil`, `never` and `0` do not hold. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'function'; readonly fn: LuaFunctionRef };

export const ALWAYS: Condition = { type: 'always' };

const FALSE_TEXTS = ['', 'false', 'nil', 'never', '0'];

/** Without one: always. @throws SpellError `WORKFLOW_SPEC` */
export function parseCondition(value: Value, what: string): Condition {
  if (value === undefined || value === null || value === true) return ALWAYS;
  if (value === false) return { type: 'never' };
  if (typeof value === 'string') return { type: 'text', text: value };
  if (isFunctionRef(value)) return { type: 'function', fn: value };
  if (!isValueObject(value)) throw invalidWorkflow(`${what}: a condition is no ${luaTypeOf(value)}`);
  const reader = new SpecReader(`${what}, condition`, value);
  const type = reader.needText('type');
  switch (type) {
    case 'always':
    case 'never':
      return { type };
    case 'shared_data_equals':
      return { type, key: reader.needText('key'), value: value['value'] };
    case 'shared_data_exists':
      return { type, key: reader.needText('key') };
    default:
      throw invalidWorkflow(
        `Unknown condition type: '${type}'`,
        'the types are always, never, shared_data_equals and shared_data_exists; a Lua function does too',
      );
  }
}

export async function holds(condition: Condition, scope: StepScope): Promise<boolean> {
  switch (condition.type) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'shared_data_equals':
      return isDeepStrictEqual(scope.shared.get(condition.key), condition.value);
    case 'shared_data_exists':
      return scope.shared.has(condition.key);
    case 'text':
      return !FALSE_TEXTS.includes(asText(scope.fillIn(condition.text)).trim().toLowerCase());
    case 'function': {
      const [answer] = await scope.invoke(condition.fn, [scope.context()]);
      return answer !== undefined && answer !== null && answer !== false;
    }
  }
}
