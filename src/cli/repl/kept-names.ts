// Local variables that earlier inputs have left, as the kernel shows them. Control thread.

import type { KernelClient } from '../../client/kernel-client.js';
import { isOfChunk, outlineOf } from '../../language/reload/outline.js';
import { parseLua } from '../../language/parse.js';
import { inspectAt } from './assist.js';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export async function keptLocals(client: KernelClient, inputs: readonly string[]): Promise<readonly NamedValue[]> {
  const names = new Set<string>();
  for (const input of inputs) for (const name of await localsOf(input)) names.add(name);
  const found = await Promise.all([...names].map(async (name) => ({ name, value: await valueOf(client, name) })));
  return found.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}

async function localsOf(input: string): Promise<readonly string[]> {
  if (!input.includes('local')) return [];
  const tree = await parseLua(input);
  try {
    const outline = outlineOf(tree);
    return outline.scopes.declarations.filter((each) => isOfChunk(each, outline)).map(({ name }) => name);
  } finally {
    tree.dispose();
  }
}

/** `name: type`, then the value; of functions how they are called. */
async function valueOf(client: KernelClient, name: string): Promise<string | undefined> {
  const about = await inspectAt(client, name, name.length);
  if (about === undefined) return undefined;
  const [first = '', ...rest] = about.split('\n').filter((line) => line.trim() !== '');
  if (first.startsWith('function')) return first;
  return rest[0] ?? first.replace(`${name}: `, '');
}
