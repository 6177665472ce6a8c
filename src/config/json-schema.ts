// The schema as JSON schema (draft 2020-12), for editors that complete and check TOML. Any thread.

import { DESCRIPTIONS } from './descriptions.js';
import type { JsonShape } from './kinds/value-kind.js';
import { ALL_SETTINGS } from './schema.js';
import type { SettingSchema } from './schema.js';

type Tree = Map<string, Tree | JsonShape>;

export function jsonSchema(): JsonShape {
  const tree: Tree = new Map();
  for (const schema of ALL_SETTINGS) plant(tree, schema.key.split('.'), shapeOf(schema));
  const sections = objectOf(tree) as { properties: JsonShape };
  const profile = {
    ...sections,
    properties: { extends: { type: ['string', 'array'], items: { type: 'string' } }, ...sections.properties },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of LLMSpell',
    ...sections,
    properties: { ...sections.properties, profiles: { type: 'object', additionalProperties: profile } },
  };
}

function shapeOf({ key, kind, byDefault }: SettingSchema<unknown>): JsonShape {
  const fallback = byDefault === undefined ? {} : { default: kind.show?.(byDefault) ?? byDefault };
  return { description: DESCRIPTIONS[key as keyof typeof DESCRIPTIONS], ...kind.json, ...fallback };
}

function plant(tree: Tree, path: readonly string[], shape: JsonShape): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    tree.set(name, shape);
    return;
  }
  const below = tree.get(name);
  const next = below instanceof Map ? below : (new Map() as Tree);
  tree.set(name, next);
  plant(next, rest, shape);
}

/** `*` stands for any name. */
function objectOf(tree: Tree): JsonShape {
  const shapes = [...tree].map(([name, below]) => [name, below instanceof Map ? objectOf(below) : below] as const);
  const named = shapes.filter(([name]) => name !== '*');
  const any = shapes.find(([name]) => name === '*');
  return {
    type: 'object',
    ...(named.length === 0 ? {} : { properties: Object.fromEntries(named) }),
    additionalProperties: any?.[1] ?? false,
  };
}
