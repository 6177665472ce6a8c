// Breakpoints that other clients have set, as the debugger tells of them. Any thread.

import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { Place, Terms } from './breakpoint-list.js';
import { shownPath } from './source-names.js';

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
    const { path, sourceReference, name: shown } = source;
    if (typeof path === 'string') return { kind: 'line', path, line, name: shownPath(path) };
    if (typeof sourceReference !== 'number') return undefined;
    return { kind: 'line', reference: sourceReference, line, name: typeof shown === 'string' ? shown : '?' };
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
