// The documentation of globals says what the VM really has: every function in reach is documented, and nothing else is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DOCUMENTATION, membersOf, SPELL_LIBRARY } from '../../src/language/documentation.js';
import { LuaSession } from '../support/lua-session.js';
import { repoRoot } from '../support/repo-root.js';

/** Lua that prints the name of every function of the globals and of one object of each kind, and of every constant. */
const LIST = `
local seen = {}
local function isLater(f)
  local ok, message = pcall(f)
  return not ok and tostring(message):find("is not available yet", 1, true) ~= nil
end
local function list(prefix, t)
  if seen[t] then return end
  seen[t] = true
  for key, value in next, t do
    local name = prefix .. tostring(key)
    if type(value) == "table" and prefix == "" then
      print("table", name)
      -- Another name of a table that is listed.
      if name ~= "_G" and name ~= "ARGS" and name ~= "arg" and name ~= "state" then list(name .. ".", value) end
    else
      if name == "Replay.schedules" then list(name .. ".", value) end
      print(type(value), name, type(value) == "function" and not DOCUMENTED[name] and isLater(value) or false)
    end
  end
end
local function methods(kind, object)
  local known = debug.getmetatable(object).__index
  for name, value in next, known do
    local full = kind .. ":" .. name
    print("function", full, not DOCUMENTED[full] and isLater(value) or false)
  end
end
list("", _G)
methods("builder", Agent.builder())
methods("agent", Agent.create({}))
methods("file", io.stdout)
methods("handle", Display.text("x"))
methods("progress", Display.progress(1))
methods("stream", Display.stream())
methods("comm", Comm.open("x"))
methods("hook", Hook.register("ToolError", print))
methods("flow", Workflow.builder())
methods("draft", Session.builder())
methods("values", Streaming.create(print))
methods("mode", Replay.modes.exact)
methods("replay", Replay.create_config())
methods("modification", Replay.create_modification("x", 1))
methods("schedule", Replay.schedules.once(1))
methods("comparator", Replay.create_comparator())
methods("timer", Debug.timer("x"))
methods("task", Async.spawn(print))
methods("workflow", Workflow.sequential({ name = "x" }))
State.transaction(function(tx) methods("tx", tx) end)
for name, value in pairs(Tool.get("x")) do
  if type(value) == "function" then print("function", "tool:" .. name) end
end
`;

interface Found {
  readonly type: string;
  readonly name: string;
  readonly isLater: boolean;
}

function listVm(): Found[] {
  using session = new LuaSession({
    scriptName: 'test.lua',
    methods: {
      'agent.create': () => ({ id: 'a', name: 'a' }),
      'tool.get': () => ({ name: 'x', schema: {} }),
      'display.show': () => null,
      'comm.open': () => 'c',
      'hook.register': () => 'hook-1',
      'state.begin': () => 'tx',
      'state.commit': () => 1,
      'workflow.check': () => ({ id: 'w', name: 'w', type: 'sequential' }),
    },
  });
  const names = [...DOCUMENTATION.keys()].map((name) => `["${name}"] = true`).join(', ');
  return session
    .output(`local DOCUMENTED = { ${names} }\n${LIST}`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .map(([type = '', name = '', later]) => ({ type, name, isLater: later === 'true' }));
}

describe('the documentation of globals', () => {
  const found = listVm();
  const byName = new Map(found.map((entry) => [entry.name, entry]));

  test('names every function that scripts can call', () => {
    const missing = found.filter(
      ({ type, name, isLater }) => type === 'function' && !isLater && !DOCUMENTATION.has(name),
    );
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
    );
    assert.ok(found.length > 200);
  });

  test('names nothing that is not there, and tells functions from other values', () => {
    const wrong = [...DOCUMENTATION.values()].filter(({ name, kind }) => {
      const type = byName.get(name)?.type;
      return kind === 'constant' ? type === undefined || type === 'function' : type !== 'function';
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });

  test('is one line each, with an example that compiles', () => {
    using session = new LuaSession();
    for (const { name, documentation, example } of SPELL_LIBRARY.values()) {
      assert.match(documentation, /^[^\n]+[^.\n]\.$/, name);
      if (example === undefined) continue;
      const { results } = session.run(`return load(${JSON.stringify(example)}) ~= nil`);
      assert.deepEqual(results, [true], name);
    }
  });
});

/** Headings of docs/reference/lua-api.md and what is documented under them. */
const SECTIONS: readonly (readonly [heading: string, owner: string, separator: '.' | ':'])[] = [
  ['Agent', 'Agent', '.'],
  ['The builder', 'builder', ':'],
  ['The agent', 'agent', ':'],
  ['Tool', 'Tool', '.'],
  ['State', 'State', '.'],
  ['The transaction', 'tx', ':'],
  ['Session', 'Session', '.'],
  ['The builder of sessions', 'draft', ':'],
  ['Artifact', 'Artifact', '.'],
  ['Workflow', 'Workflow', '.'],
  ['The builder of workflows', 'flow', ':'],
  ['The workflow', 'workflow', ':'],
  ['Async', 'Async', '.'],
  ['Debugger', 'Debugger', '.'],
  ['Streaming', 'Streaming', '.'],
  ['Performance', 'Performance', '.'],
  ['Debug', 'Debug', '.'],
  ['Inspect', 'Inspect', '.'],
  ['Console', 'Console', '.'],
];

describe('docs/reference/lua-api.md', () => {
  const text = readFileSync(join(repoRoot, 'docs', 'reference', 'lua-api.md'), 'utf8');

  for (const [heading, owner, separator] of SECTIONS) {
    test(`${heading} lists what is documented`, () => {
      const section = new RegExp(`^##+ ${heading}$([^]*?)(?=^##|(?![^]))`, 'm').exec(text)?.[1] ?? '';
      const call = new RegExp(`\`${separator === ':' ? ':' : `${owner}\\.`}(\\w+)\\(`, 'g');
      const first = section.split('\n').flatMap((line) => (line.startsWith('| `') ? [line.split(' | ')[0]!] : []));
      const listed = first.flatMap((cell) => [...cell.matchAll(call)].map(([, name]) => name!));
      assert.deepEqual(listed.toSorted(), [...membersOf(owner, separator).keys()].toSorted());
    });
  }
});

/** Pages that name every function of an owner somewhere. */
const PAGES = [
  ['lua-host.md', 'JSON', '.'],
  ['display.md', 'Display', '.'],
  ['display.md', 'Comm', '.'],
  ['display.md', 'handle', ':'],
  ['display.md', 'progress', ':'],
  ['display.md', 'stream', ':'],
  ['display.md', 'comm', ':'],
] as const;

describe('docs/reference', () => {
  for (const [page, owner, separator] of PAGES) {
    test(`${page} names what is documented of ${owner}`, () => {
      const text = readFileSync(join(repoRoot, 'docs', 'reference', page), 'utf8');
      const call = new RegExp(`\\b${owner}${separator === '.' ? '\\.' : ':'}(\\w+)\\(`, 'g');
      const listed = new Set([...text.matchAll(call)].map(([, name]) => name!));
      assert.deepEqual([...listed].sort(), [...membersOf(owner, separator).keys()].sort());
    });
  }
});
