// docs/reference/messages.md lists every message with its fields, as the protocol's maps have them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorShape } from '../../src/protocol/contents.js';
import { PROTOCOL_VERSION, headerSchema } from '../../src/protocol/header.js';
import { notifications } from '../../src/protocol/notifications.js';
import { requests } from '../../src/protocol/requests.js';
import type { Schema } from '../../src/protocol/schema.js';
import { count, defaultTo, object, optional, string, variants } from '../../src/protocol/schema.js';
import { readText } from './documents.js';
import { fieldRows } from './message-fields.js';

const document = readText('docs/reference/messages.md');

/** What stands below each heading that is one name in code style. */
const sections = new Map(
  document
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const name = /^`(\w+)`\n/.exec(section)?.[1];
      return name === undefined ? [] : [[name, section.split(/^## /m)[0]!] as const];
    }),
);

interface Documented {
  /** The line that says who sends it where. */
  readonly route: string;
  readonly content: Schema<unknown>;
}

const expected = new Map<string, Documented>();
for (const [name, request] of Object.entries(requests)) {
  const announced = request.isAnnounced ? '; published on iopub too' : '';
  const channels = request.channels.join(' or ');
  expected.set(`${name}_request`, { route: `the client, on ${channels}`, content: request.content });
  expected.set(`${name}_reply`, {
    route: `the kernel, on the channel of the request${announced}`,
    content: request.reply,
  });
}
for (const [type, { routes, content }] of Object.entries(notifications)) {
  expected.set(type, { route: routes.map(({ from, channel }) => `the ${from}, on ${channel}`).join('; '), content });
}

/** The first three columns of the table in a section. */
function documentedRows(section: string): string[] {
  return [...section.matchAll(/^(\| `[^|]+`) \| ([^|]+) \| ([^|]+) \| [^|]*\S[^|]* \|$/gm)].map(
    ([, field, type, presence]) => `${field!} | ${type!} | ${presence!} |`,
  );
}

function expectedRows(content: Schema<unknown>): string[] {
  return fieldRows(content).map(({ field, type, presence }) => `| \`${field}\` | ${type} | ${presence} |`);
}

describe('docs/reference/messages.md', () => {
  test('lists every message and no other', () => {
    assert.deepEqual([...sections.keys()].sort(), [...expected.keys()].sort());
  });

  for (const [type, { route, content }] of expected) {
    test(`${type}: who sends it, and its fields`, () => {
      const section = sections.get(type)!;
      assert.ok(section.includes(`\nSent by ${route}.`), `should say: Sent by ${route}.`);
      assert.deepEqual(documentedRows(section), expectedRows(content));
    });
  }

  test('lists the header, and what a failed reply says', () => {
    const part = (title: string): string => document.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
    assert.deepEqual(documentedRows(part('Header')), expectedRows(headerSchema));
    assert.deepEqual(documentedRows(part('Replies that fail')), expectedRows(object(errorShape)));
    assert.ok(document.includes(`messaging ${PROTOCOL_VERSION}`));
  });

  test('explains every code that refuses frames', () => {
    const codes = [...readText('src/protocol/wire-error.ts').matchAll(/^ {2}\| '(WIRE_\w+)'/gm)].map(
      ([, code]) => code,
    );
    assert.ok(codes.length > 5);
    assert.deepEqual(
      [...document.matchAll(/^\| `(WIRE_\w+)` \|/gm)].map(([, code]) => code),
      codes,
    );
  });
});

test('rows say where a field belongs', () => {
  const part = object({ id: optional(string) });
  const content = variants('kind', { a: { n: count, both: string }, b: { n: optional(count), both: string, part } });
  assert.deepEqual(expectedRows(content), [
    '| `kind` | one of "a", "b" | required |',
    '| `n` | integer of 0 or more | required with `a` |',
    '| `both` | string | required |',
    '| `n` | integer of 0 or more | optional with `b` |',
    '| `part` | object | required with `b` |',
    '| `part.id` | string | optional with `b` |',
  ]);
  assert.deepEqual(expectedRows(object({ list: defaultTo(string, '') })), ['| `list` | string | default `""` |']);
});
