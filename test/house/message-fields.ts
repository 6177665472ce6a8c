// The fields of a message as docs/reference/messages.md lists them, read from the schemas.

import { errorShape } from '../../src/protocol/contents.js';
import type { Schema, Shape } from '../../src/protocol/schema.js';

/** `| field | type | presence |` without what the field means. */
export interface FieldRow {
  readonly field: string;
  readonly type: string;
  /** `required`, `optional` or the default; what follows `with` are the values of the tag that have the field. */
  readonly presence: string;
}

/** Rows of a content. The fields of a failed reply are left out: the document describes them once. */
export function fieldRows(content: Schema<unknown>): FieldRow[] {
  const common = rowsOf(content.shape ?? {}, '');
  return content.variants ? [...common, ...variantRows(content.variants)] : common;
}

function rowsOf(shape: Shape, prefix: string): FieldRow[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const field = `${prefix}${name}`;
    const row = { field, type: schema.label, presence: presenceOf(schema) };
    return schema.shape ? [row, ...rowsOf(schema.shape, `${field}${separator(schema.label)}`)] : [row];
  });
}

function separator(label: string): string {
  if (label.startsWith('array')) return '[].';
  return label === 'object' ? '.' : '.*.';
}

function presenceOf(schema: Schema<unknown>): string {
  if (schema.fallback) return `default \`${JSON.stringify(schema.fallback.value)}\``;
  return 'optional' in schema ? 'optional' : 'required';
}

function variantRows(variants: Readonly<Record<string, Schema<unknown>>>): FieldRow[] {
  const found = new Map<string, { row: FieldRow; tags: string[] }>();
  for (const [tag, { shape = {} }] of Object.entries(variants)) {
    for (const row of rowsOf(shape, '')) {
      if (tag === 'error' && row.field in errorShape) continue;
      const key = JSON.stringify(row);
      const entry = found.get(key) ?? { row, tags: [] };
      entry.tags.push(tag);
      found.set(key, entry);
    }
  }
  const all = Object.keys(variants).length;
  return [...found.values()].map(({ row, tags }) => {
    const isPlain = tags.length === all || tags.join() === 'ok';
    return isPlain ? row : { ...row, presence: `${row.presence} with ${tags.map((tag) => `\`${tag}\``).join(', ')}` };
  });
}
