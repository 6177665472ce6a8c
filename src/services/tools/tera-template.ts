// Templates of Tera, by an interpreter of Jinja, which Tera follows: what Tera names in a filter's arguments Jinja counts. Pool thread.

import type { ValueObject } from '../value-kinds.js';

/** The order in which Jinja counts what Tera names. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  default: ['value'],
  join: ['sep'],
  replace: ['from', 'to'],
  indent: ['width'],
};

interface Filter {
  readonly callee: { readonly value: string };
  args: readonly Argument[];
}

interface Argument {
  readonly type: string;
  readonly key?: { readonly value: string };
  readonly value?: unknown;
}

/** @throws Error that says what is wrong with the template */
export async function renderTera(template: string, values: ValueObject): Promise<string> {
  const { Template } = await import('@huggingface/jinja');
  const parsed = new Template(template);
  countArguments(parsed.parsed);
  return parsed.render(plain(values));
}

function countArguments(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && node.type === 'FilterExpression' && 'filter' in node) {
    const filter = node.filter as Partial<Filter> | undefined;
    if (filter?.callee !== undefined) filter.args = counted(filter as Filter);
  }
  for (const part of Object.values(node)) countArguments(part);
}

function counted({ callee, args }: Filter): readonly Argument[] {
  const order = NAMED[callee.value];
  if (order === undefined || !args.every(({ key }) => key !== undefined && order.includes(key.value))) return args;
  return order.flatMap((name) => {
    const found = args.find(({ key }) => key?.value === name);
    return found === undefined ? [] : [found.value as Argument];
  });
}

/** Integers beyond 2^53 as text: the interpreter has no other way to write them. */
function plain(values: ValueObject): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ) as Record<string, unknown>;
}
