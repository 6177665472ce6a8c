// Values as JSON that gives the same values back: bytes, 64-bit integers and special floats are tagged. Any thread.

import type { Value } from './values.js';
import { isFunctionRef } from './values.js';

/** What `JSON.stringify` takes and `JSON.parse` gives. */
export type JsonLike = null | boolean | number | string | readonly JsonLike[] | { readonly [key: string]: JsonLike };

/** Tables may be nested so deep; deeper ones cannot be read back safely everywhere. */
export const MAX_TAGGED_DEPTH = 200;

/** Why a value has no JSON form. */
export type Untaggable = 'function' | 'depth';

/**
 * Tags are objects with one key: `$bytes` (base64), `$integer` (decimal text), `$float` (`NaN`, `Infinity`, `-Infinity`,
 * `-0`), and `$object` around an object that has keys beginning with `$` itself. nil is null; nil fields disappear.
 *
 * @param refuse makes the error that is thrown for functions and for tables nested more than {@link MAX_TAGGED_DEPTH} deep
 */
export function toTagged(value: Value, refuse: (why: Untaggable) => Error = refusal): JsonLike {
  const convert = (item: Value, depth: number): JsonLike => {
    if (depth > MAX_TAGGED_DEPTH) throw refuse('depth');
    if (item === undefined || item === null) return null;
    if (typeof item === 'bigint') return { $integer: item.toString() };
    if (typeof item === 'number')
      return isPlainNumber(item) ? item : { $float: Object.is(item, -0) ? '-0' : String(item) };
    if (typeof item !== 'object') return item;
    if (item instanceof Uint8Array) return { $bytes: Buffer.from(item).toString('base64') };
    if (isFunctionRef(item)) throw refuse('function');
    if (Array.isArray(item)) return (item as readonly Value[]).map((element) => convert(element, depth + 1));
    const object: Record<string, JsonLike> = {};
    let isLikeTag = false;
    for (const key of Object.keys(item)) {
      const field = (item as Readonly<Record<string, Value>>)[key];
      if (field === undefined || field === null) continue;
      const converted = convert(field, depth + 1);
      if (key === '__proto__') defineField(object, key, converted);
      else object[key] = converted;
      isLikeTag ||= key.startsWith('$');
    }
    return isLikeTag ? { $object: object } : object;
  };
  return convert(value, 0);
}

/** A key `__proto__` is a key like any other. */
function defineField(object: Record<string, JsonLike>, key: string, value: JsonLike): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function refusal(why: Untaggable): Error {
  return new TypeError(
    why === 'function' ? 'a function has no JSON form' : `tables are nested more than ${MAX_TAGGED_DEPTH} deep`,
  );
}

function isPlainNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/**
 * The inverse of {@link toTagged}. Takes anything that `JSON.parse` gives, from whomever.
 *
 * @throws SyntaxError for tags that are not ours, or whose content is wrong
 */
export function fromTagged(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromTagged);
  if (typeof json !== 'object' || json === null) return json as Value;
  const entries = Object.entries(json);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith('$') === true) return fromTag(first[0], first[1]);
  return fromEntries(entries);
}

function fromTag(tag: string, content: unknown): Value {
  if (tag === '$object' && typeof content === 'object' && content !== null) return fromEntries(Object.entries(content));
  if (typeof content === 'string') {
    if (tag === '$bytes') return new Uint8Array(Buffer.from(content, 'base64'));
    if (tag === '$integer' && /^-?\d{1,20}$/.test(content)) return BigInt(content);
    if (tag === '$float' && FLOATS.has(content)) return Number(content);
  }
  throw new SyntaxError(`unknown tag ${tag}, or its content is wrong`);
}

const FLOATS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/** Own properties only: a key `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Value {
  return Object.fromEntries(entries.map(([key, item]) => [key, fromTagged(item)]));
}
