// What a value from outside must look like: small schemas that check, fill in defaults and carry their type. Any thread.
//
// Hand-written because the kernel's start-up counts: a schema library takes longer to load than the kernel may take to start.

import { SpellError } from '../base/errors.js';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** An `undefined` entry is one that is not there. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export interface Schema<T> {
  /** As error messages and the reference call it: `string`, `array of strings`. */
  readonly label: string;
  /** Entries of an object, or of every variant of one. */
  readonly shape?: Shape;
  readonly variants?: Readonly<Record<string, Schema<unknown>>>;
  /** What a missing entry (or null) becomes. */
  readonly fallback?: { readonly value: T };
  readonly parse: Parse<T>;
}

interface Parse<T> {
  /** @throws SpellError `MESSAGE_CONTENT` that names the path */
  (value: unknown, path: string): T;
  /** Whether a value is accepted as it is, for who has no path yet. It belongs to this function: a schema with another has it no more. */
  readonly fits?: (value: unknown) => boolean;
}

export interface OptionalSchema<T> extends Schema<T> {
  readonly optional: true;
}

export type Shape = Readonly<Record<string, Schema<unknown> | OptionalSchema<unknown>>>;

export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type OptionalKeys<S> = { [K in keyof S]: S[K] extends { optional: true } ? K : never }[keyof S];

export type ObjectOf<S extends Shape> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: TypeOf<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: TypeOf<S[K]>;
};

function primitive<T>(label: string, fits: (value: unknown) => boolean): Schema<T> {
  const parse = (value: unknown, path: string): T => {
    if (!fits(value)) throw mismatch(path, label, value);
    return value as T;
  };
  return { label, parse: Object.assign(parse, { fits }) };
}

export const string = primitive<string>('string', (value) => typeof value === 'string');
export const nonEmptyString = primitive<string>(
  'non-empty string',
  (value) => typeof value === 'string' && value !== '',
);
export const boolean = primitive<boolean>('boolean', (value) => typeof value === 'boolean');
/** One that JavaScript holds exactly. */
export const integer = primitive<number>('integer', Number.isSafeInteger);
export const count = primitive<number>(
  'integer of 0 or more',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const positive = primitive<number>(
  'integer of 1 or more',
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
);
/** Anything that JSON can say; what comes from `JSON.parse` needs no further look. */
export const json = primitive<JsonValue>('any JSON value', (value) => value !== undefined);
export const jsonObject = primitive<JsonObject>('object', isObject);

export function oneOf<const T extends string | number>(...values: readonly T[]): Schema<T> {
  const label = `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;
  return primitive<T>(label, (value) => (values as readonly unknown[]).includes(value));
}

export function array<T>(item: Schema<T>): Schema<readonly T[]> {
  const label = `array of ${plural(item.label)}`;
  return {
    label,
    ...(item.shape && { shape: item.shape }),
    parse: (value, path) => {
      if (!Array.isArray(value)) throw mismatch(path, label, value);
      return value.map((entry, index) => item.parse(entry, `${path}[${index}]`));
    },
  };
}

/** An object whose keys are free. */
export function record<T>(item: Schema<T>): Schema<Readonly<Record<string, T>>> {
  const label = `object of ${plural(item.label)}`;
  return {
    label,
    ...(item.shape && { shape: item.shape }),
    parse: (value, path) => {
      if (!isObject(value)) throw mismatch(path, label, value);
      // fromEntries defines keys, so one called __proto__ stays a key.
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [key, item.parse(entry, `${path}.${key}`)]),
      );
    },
  };
}

/** An entry that may be missing; null counts as missing, because several clients write it so. */
export function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return { ...schema, optional: true };
}

/** An entry that gets this value when it is missing or null. */
export function defaultTo<T>(schema: Schema<T>, value: NoInfer<T>): Schema<T> {
  return { ...schema, fallback: { value } };
}

/** Entries with known names. Others are allowed and kept: the protocol grows that way. */
export function object<S extends Shape>(shape: S): Schema<ObjectOf<S>> {
  const fields = Object.entries(shape).map(([name, schema]) => ({ name, schema }));
  return {
    label: 'object',
    shape,
    parse: (value, path) => {
      if (!isObject(value)) throw mismatch(path, 'object', value);
      const result: Record<string, unknown> = { ...value };
      // Every message goes through here several times: no more garbage than there has to be.
      fields.forEach(({ name, schema }) => parseField(result, name, schema, path));
      return result as ObjectOf<S>;
    },
  };
}

function parseField(target: Record<string, unknown>, name: string, schema: Shape[string], parent: string): void {
  const isOwn = Object.hasOwn(target, name);
  const value = isOwn ? target[name] : undefined;
  const isThere = value !== undefined && value !== null;
  if (isThere && schema.parse.fits?.(value) === true) return;
  const path = `${parent}.${name}`;
  if (isThere) target[name] = schema.parse(value, path);
  else if (schema.fallback) target[name] = schema.fallback.value;
  else if ('optional' in schema) {
    if (isOwn) Reflect.deleteProperty(target, name);
  } else if (value === null) throw mismatch(path, schema.label, value);
  else throw contentError(path, `${path} is missing; it must be ${withArticle(schema.label)}`);
}

type Variants = Readonly<Record<string, Shape>>;
type VariantOf<Tag extends string, V extends Variants> = {
  [K in keyof V & string]: Readonly<Record<Tag, K>> & ObjectOf<V[K]>;
}[keyof V & string];

/** An object whose entry `tag` decides which others it has. */
export function variants<Tag extends string, const V extends Variants>(tag: Tag, all: V): Schema<VariantOf<Tag, V>> {
  const schemas = Object.fromEntries(Object.entries(all).map(([name, shape]) => [name, object(shape)]));
  const tags = oneOf(...Object.keys(all));
  return {
    label: 'object',
    shape: { [tag]: tags },
    variants: schemas,
    parse: (value, path) => {
      const base = object({ [tag]: tags }).parse(value, path) as Readonly<Record<string, string>>;
      return schemas[base[tag]!]!.parse(base, path) as VariantOf<Tag, V>;
    },
  };
}

/** Changes what another schema has accepted. */
export function adjusted<T>(schema: Schema<T>, adjust: (value: T) => T): Schema<T> {
  return { ...schema, parse: (value, path) => adjust(schema.parse(value, path)) };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with a value that should have been what the label says. */
export function mismatch(path: string, label: string, value: unknown): SpellError {
  return contentError(path, `${path} must be ${withArticle(label)}; it is ${kindOf(value)}`);
}

function contentError(path: string, message: string): SpellError {
  return new SpellError('MESSAGE_CONTENT', message, { details: { path } });
}

function withArticle(label: string): string {
  if (label.startsWith('one of') || label.startsWith('any')) return label;
  return /^[aeiou]/.test(label) ? `an ${label}` : `a ${label}`;
}

function plural(label: string): string {
  return /^(array|object|any|one) /.test(label) ? `(${label})` : `${label}s`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.length <= 40 ? `the string ${JSON.stringify(value)}` : 'a string';
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  return value === undefined ? 'missing' : `a ${typeof value}`;
}
