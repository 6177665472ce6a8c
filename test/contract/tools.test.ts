// What holds for every built-in tool: its schema, how it treats faulty parameters, and its section in the reference.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { LATER_TOOLS } from '../../src/services/tools/later-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import { CATEGORIES } from '../../src/services/tools/tool.js';
import type { Tool, ToolParameter } from '../../src/services/tools/tool.js';
import { repoRoot } from '../support/repo-root.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const context = { policy: createPolicy(NO_PERMISSIONS, '/'), signal: new AbortController().signal };
const reference = readFileSync(join(repoRoot, 'docs/reference/tools.md'), 'utf8');

const EXAMPLES: Readonly<Record<ToolParameter['type'], ValueObject[string]>> = {
  ...{ string: 'x', number: 1.5, integer: 1, boolean: true, array: ['x'], object: { x: 1 }, any: 'x' },
};

const valueOf = ({ type, choices }: ToolParameter): ValueObject[string] => choices?.[0] ?? EXAMPLES[type];

async function refused(tool: Tool, parameters: ValueObject, message: string): Promise<void> {
  await assert.rejects(registry.execute(tool.name, parameters, context), (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, 'TOOL_PARAMETER');
    assert.ok(error.message.endsWith(message), `${error.message} does not end with ${message}`);
    return true;
  });
}

const required = (tool: Tool): ToolParameter[] => tool.parameters.filter((parameter) => parameter.required === true);
const complete = (tool: Tool): ValueObject =>
  Object.fromEntries(required(tool).map((parameter) => [parameter.name, valueOf(parameter)]));

const without = (table: ValueObject, name: string): ValueObject =>
  Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));

for (const tool of BUILT_IN_TOOLS) {
  describe(tool.name, () => {
    test('has a schema that models and people can use', () => {
      assert.match(tool.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      assert.ok(tool.description.length > 10);
      assert.ok(CATEGORIES.includes(tool.category));
      const names = tool.parameters.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      for (const { name, description, choices, default: otherwise, aliases } of tool.parameters) {
        assert.match(name, /^[a-z][a-z0-9_]*$/);
        assert.ok(description !== '', name);
        if (choices === undefined) continue;
        if (otherwise !== undefined)
          assert.ok(
            choices.some((choice) => choice === otherwise),
            name,
          );
        for (const meant of Object.values(aliases ?? {})) assert.ok(choices.includes(meant), `${name}: ${meant}`);
      }
    });

    test('refuses what is missing, unknown or of another type', async () => {
      for (const { name } of required(tool)) {
        await refused(tool, without(complete(tool), name), `Missing required parameter '${name}'`);
      }
      const first = tool.parameters.find((parameter) => parameter.required !== true) ?? tool.parameters[0]!;
      const others = without(complete(tool), first.name);
      await refused(
        tool,
        { ...others, [`${first.name}x`]: 1 },
        `Unknown parameter '${first.name}x' (did you mean '${first.name}'?)`,
      );
      for (const parameter of tool.parameters.filter(({ type }) => type !== 'any')) {
        const wrong = parameter.type === 'boolean' ? 'x' : true;
        const got = parameter.type === 'boolean' ? 'string' : 'boolean';
        await refused(
          tool,
          { ...complete(tool), [parameter.name]: wrong },
          `Invalid parameter '${parameter.name}': expected ${parameter.type}, got ${got}`,
        );
      }
    });

    test('has a section in the reference that names its parameters', () => {
      const section = sectionOf(tool.name);
      assert.ok(section !== undefined, `docs/reference/tools.md has no section ${tool.name}`);
      for (const { name, choices = [] } of tool.parameters) {
        for (const word of [name, ...choices]) assert.ok(section.includes(`\`${word}\``), `no \`${word}\``);
      }
    });
  });
}

function sectionOf(name: string): string | undefined {
  return reference.split(/^## /m).find((part) => part.startsWith(`${name}\n`));
}

test('the reference has no section of a tool that is not there, and names those to come', () => {
  const sections = [...reference.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, name]) => name);
  assert.deepEqual(
    sections.sort(),
    registry.list().map(({ name }) => name),
  );
  for (const name of LATER_TOOLS) {
    assert.equal(registry.find(name), undefined);
    assert.ok(reference.includes(`\`${name}\``), name);
  }
});

test('tools to come say so', async () => {
  for (const name of LATER_TOOLS) {
    await assert.rejects(registry.execute(name, {}, context), {
      code: 'NOT_AVAILABLE',
      message: `The tool '${name}' is not available yet`,
    });
  }
});
