// The configuration as it can be shown: values as files have them, by key or as a tree. Secrets are not among them. Any thread.

import type { Setting } from './config.js';
import { ALL_SETTINGS, findSetting } from './schema.js';

export interface Shown {
  readonly key: string;
  /** As it is written in a file. */
  readonly value: unknown;
  readonly setting: Setting<unknown>;
}

export type Tree = Readonly<Record<string, unknown>>;

/** In the order of the schema. @param section only what is below it, or the key itself */
export function listSettings(settings: ReadonlyMap<string, Setting<unknown>>, section = ''): readonly Shown[] {
  const order = ALL_SETTINGS.map(({ key }) => key);
  const wanted = [...settings].filter(([key]) => section === '' || key === section || key.startsWith(`${section}.`));
  return wanted
    .map(([key, setting]) => ({ key, setting, schema: findSetting(key)! }))
    .filter(({ schema }) => schema.isSecret !== true)
    .sort((a, b) => order.indexOf(a.schema.key) - order.indexOf(b.schema.key))
    .map(({ key, setting, schema }) => ({ key, setting, value: schema.kind.show?.(setting.value) ?? setting.value }));
}

export function toTree(shown: readonly Pick<Shown, 'key' | 'value'>[]): Tree {
  const tree = emptyTree();
  for (const { key, value } of shown) {
    const path = key.split('.');
    const last = path.pop()!;
    let at = tree;
    for (const part of path) at = (at[part] ??= emptyTree()) as Record<string, unknown>;
    at[last] = value;
  }
  return tree;
}

/** Names come from files: `__proto__` is one as any other. */
function emptyTree(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}
