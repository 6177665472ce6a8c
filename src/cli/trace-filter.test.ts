import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTraced, parseTraceFilter } from './trace-filter.js';

const traced = (filter: string, level: Parameters<typeof isTraced>[1], module: string): boolean =>
  isTraced(parseTraceFilter(filter, '--trace'), level, module);

test('a level lets through itself and what is worse', () => {
  assert.equal(traced('warn', 'error', 'engine'), true);
  assert.equal(traced('WARN', 'warn', 'engine'), true);
  assert.equal(traced('warn', 'info', 'engine'), false);
  assert.equal(traced('off', 'error', 'engine'), false);
});

test('a rule takes a module and what lies below it', () => {
  assert.equal(traced('debug,-services.*', 'debug', 'services.agents'), false);
  assert.equal(traced('debug,-services', 'debug', 'services'), false);
  assert.equal(traced('debug,-services.*', 'debug', 'servicesx'), true);
  assert.equal(traced('debug,-services.*', 'debug', 'engine'), true);
});

test('a first rule with + leaves all others out', () => {
  assert.equal(traced('debug,+engine.*', 'debug', 'engine'), true);
  assert.equal(traced('debug,+engine.*', 'error', 'services'), false);
});

test('the last rule that fits decides', () => {
  const filter = 'debug,-services.*,+services.agents,-services.agents.stream';
  assert.equal(traced(filter, 'debug', 'services.tools'), false);
  assert.equal(traced(filter, 'debug', 'services.agents'), true);
  assert.equal(traced(filter, 'debug', 'services.agents.stream'), false);
});

for (const [text, message] of [
  ['loud', /there is no level 'loud'/],
  ['debg', /did you mean 'debug'\?/],
  ['', /there is no level ''/],
  ['debug,services', /'services' is no rule/],
  ['debug,+', /'\+' is no rule/],
  ['debug,', /'' is no rule/],
] as const) {
  test(`'${text}' is refused`, () => {
    assert.throws(() => parseTraceFilter(text, '--trace'), { code: 'USAGE', message, help: /off, error, warn/ });
  });
}
