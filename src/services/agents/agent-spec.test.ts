import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../base/values.js';
import { parseAgentSpec } from './agent-spec.js';

test('defaults', () => {
  const spec = parseAgentSpec({});
  assert.match(spec.name, /^agent_[0-9a-f]{8}$/);
  assert.equal(spec.description, 'LLM-powered agent');
  assert.equal(spec.systemPrompt, `You are ${spec.name}, an AI assistant. LLM-powered agent`);
  assert.deepEqual(
    [
      spec.maxConversationLength,
      spec.maxExecutionSeconds,
      spec.maxMemoryMegabytes,
      spec.maxToolCalls,
      spec.maxRecursionDepth,
    ],
    [100, 300, 512, 100, 10],
  );
  assert.equal('model' in spec, false);
});

test('custom_config and resource_limits are read, settings outside of them win', () => {
  const spec = parseAgentSpec({
    name: 'n',
    type: 'llm',
    max_conversation_length: 4,
    custom_config: { system_prompt: 'S', max_conversation_length: 9, whatever: true },
    resource_limits: { max_execution_time_secs: 7, max_memory_mb: 1 },
    temperature: 0,
    max_tokens: 5n,
  });
  assert.equal(spec.systemPrompt, 'S');
  assert.equal(spec.maxConversationLength, 4);
  assert.equal(spec.maxExecutionSeconds, 7);
  assert.equal(spec.temperature, 0);
  assert.equal(spec.maxTokens, 5);
});

const FAULTS: readonly (readonly [{ readonly [key: string]: Value }, RegExp])[] = [
  [{ modle: 'x' }, /unknown setting 'modle' \(did you mean 'model'\?\)/],
  [{ name: '' }, /name: it is empty/],
  [{ name: 5 }, /name: expected a string, got number/],
  [{ name: new Uint8Array([255]) }, /name: it is not UTF-8/],
  [{ temperature: 'hot' }, /temperature: expected a number, got string/],
  [{ temperature: -1 }, /temperature: -1 is not between/],
  [{ temperature: NaN }, /temperature: NaN is not/],
  [{ max_tokens: 0 }, /max_tokens: 0 is not/],
  [{ max_tokens: 1.5 }, /max_tokens: 1.5 is not a whole number/],
  [{ custom_config: [1] }, /custom_config: expected a table/],
  [{ allowed_tools: { a: 1 } }, /allowed_tools/],
  [{ allowed_tools: [1] }, /allowed_tools/],
];

for (const [table, message] of FAULTS) {
  test(`fault: ${String(message)}`, () => {
    assert.throws(() => parseAgentSpec(table), { code: 'AGENT_SPEC', message });
  });
}
