import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionOf, parseBreakOption, parseLocation } from './parse-location.js';
import type { Placed } from './parse-location.js';

function shown(placed: Placed | undefined): string {
  if (placed === undefined) return 'none';
  const { location, rest } = placed;
  const where = location.kind === 'line' ? `${location.file ?? ''}:${location.line}` : location.name;
  const condition = conditionOf(rest);
  return condition === undefined ? where : `${where} if ${condition}`;
}

test('places at the prompt', () => {
  const places: Readonly<Record<string, string>> = {
    '34': ':34',
    '34 if x == 1': ':34 if x == 1',
    '34 x == 1': ':34 if x == 1',
    'util.lua:7': 'util.lua:7',
    'lib/a b.lua:7 #list > 3': 'lib/a b.lua:7 if #list > 3',
    '"odd:1 name.lua":7': 'odd:1 name.lua:7',
    'C:/x.lua:7': 'C:/x.lua:7',
    greet: 'greet',
    'Account:deposit if amount > 9': 'Account:deposit if amount > 9',
    'Shape.Circle.area': 'Shape.Circle.area',
    'tool:web-search': 'tool:web-search',
    'agent:*': 'agent:*',
    'hook:ToolError if true': 'hook:ToolError if true',
    'greet if s == "a:3 b"': 'greet if s == "a:3 b"',
    '+ 3': 'none',
    '': 'none',
  };
  for (const [text, expected] of Object.entries(places)) assert.equal(shown(parseLocation(text)), expected, text);
});

test('places of --break-at', () => {
  const places: Readonly<Record<string, string>> = {
    '12': ':12',
    '12:n > 3': ':12 if n > 3',
    'a.lua:12': 'a.lua:12',
    'a.lua:12:s == "x:1"': 'a.lua:12 if s == "x:1"',
    greet: 'greet',
    'tool:*': 'tool:*',
    '-': 'none',
  };
  for (const [text, expected] of Object.entries(places)) assert.equal(shown(parseBreakOption(text)), expected, text);
});
