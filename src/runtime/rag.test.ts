import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('what a search gives is both {success, total, results} and the array of the results', () => {
  const results = [{ id: 'a' }, { id: 'b' }];
  const methods = { 'rag.search': () => ({ success: true, total: 2, results }) };
  using session = new LuaSession({ methods });
  const out = session.output(`
    local found = RAG.search("x", {top_k = 2})
    print(found.success, found.total, #found, #found.results, found[1] == found.results[1], found[2].id, found[3])
  `);
  assert.equal(out, 'true\t2\t2\t2\ttrue\tb\tnil\n');
});

test('arguments go to the service as they are; functions that give nothing give nothing', () => {
  const asked: string[] = [];
  const method = (name: string) => (args: unknown) => {
    asked.push(`${name} ${JSON.stringify(args)}`);
    return name === 'ingest' ? { success: true } : undefined;
  };
  using session = new LuaSession({ methods: { 'rag.ingest': method('ingest'), 'rag.configure': method('configure') } });
  assert.equal(session.output('print(RAG.ingest({content = "x"}, {tenant_id = "a"}).success)'), 'true\n');
  assert.equal(
    session.output('print(select("#", RAG.configure({a = 1})), RAG.ingest_batch, RAG.config)'),
    '0\tnil\tnil\n',
  );
  assert.deepEqual(asked, ['ingest [{"content":"x"},{"tenant_id":"a"}]', 'configure [{"a":1}]']);
});
