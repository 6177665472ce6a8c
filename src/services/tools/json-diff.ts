// What two JSON values differ in, by path. Pool thread.

import { isDeepStrictEqual } from 'node:util';
import type { Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

interface Differences {
  readonly added: Record<string, Value>;
  readonly removed: Record<string, Value>;
  readonly modified: Record<string, Value>;
  readonly unchanged: string[];
}

/** `{diff = {added, removed, modified, unchanged}, summary}`; keys are paths: `a.b[0]`, `$` for the whole. */
export function diffJson(before: Value, after: Value): ValueObject {
  const diff: Differences = { added: {}, removed: {}, modified: {}, unchanged: [] };
  compare('', before, after, diff);
  const count = (part: object): number => Object.keys(part).length;
  const { added, removed, modified, unchanged } = diff;
  const summary = {
    ...{ added: count(added), removed: count(removed), modified: count(modified), unchanged: unchanged.length },
  };
  return { diff: { added, removed, modified, unchanged }, summary };
}

function compare(path: string, before: Value, after: Value, diff: Differences): void {
  const keys = sharedKeys(before, after);
  if (keys === undefined) {
    if (isDeepStrictEqual(before, after)) diff.unchanged.push(path || '$');
    else diff.modified[path || '$'] = { old: before, new: after };
    return;
  }
  for (const key of keys) {
    const [old, now] = [entry(before, key), entry(after, key)];
    const at = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (old === undefined) diff.added[at] = now;
    else if (now === undefined) diff.removed[at] = old;
    else compare(at, old, now, diff);
  }
}

/** Of two objects or two arrays; undefined for anything else. */
function sharedKeys(before: Value, after: Value): string[] | undefined {
  const areSame = (isValueObject(before) && isValueObject(after)) || (Array.isArray(before) && Array.isArray(after));
  return areSame ? [...new Set([...Object.keys(before), ...Object.keys(after)])] : undefined;
}

function entry(value: Value, key: string): Value {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as ValueObject)[key]
    : undefined;
}
