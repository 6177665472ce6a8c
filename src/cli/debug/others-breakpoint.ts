// Breakpoints that other clients have set, as the debugger tells of them. Any thread.

import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { Place, Terms } from './breakpoint-list.js';
import { sourceOf } from './debuggee.js';
import { shownName } from './source-names.js';

/** Whether a client has asked for what is told, and not the script's ways. */
export function isAsked({ isEnabled }: JsonObject): boolean {
  return typeof isEnabled === 'boolean';
}

/** Undefined for what the prompt has no words for. */
export function placeOfOther({ source, line, name, dataId, description }: JsonObject): Place | undefined {
  if (typeof dataId === 'string') {
    return { kind: 'data', expression: typeof description === 'string' ? description : dataId, dataId };
  }
  if (typeof name === 'string') return { kind: 'function', name };
  if (isObject(source) && typeof line === 'number') {
    const { path, name: shown, reference } = sourceOf(source) ?? { name: '', path: undefined, reference: undefined };
    if (path !== undefined) return { kind: 'line', path, line, name: shownName({ path, name: shown, reference }) };
    return reference === undefined ? undefined : { kind: 'line', reference, line, name: shown };
  }
  return undefined;
}

export function termsOf({
  condition,
  hitCondition,
  ignoreCount,
  logMessage,
  isEnabled,
  isTemporary,
}: JsonObject): Terms {
  return {
    ...(typeof condition === 'string' && { condition }),
    ...(typeof hitCondition === 'string' && { hitCondition }),
    ...(typeof ignoreCount === 'number' && { ignoreCount }),
    ...(typeof logMessage === 'string' && { logMessage }),
    isEnabled: isEnabled !== false,
    isTemporary: isTemporary === true,
  };
}
