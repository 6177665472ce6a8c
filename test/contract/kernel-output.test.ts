// What scripts print and show: gathered, in order, whole, to the right parent, within limits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { Answered, Received } from '../support/raw-client.js';
import { textOf, typesOf } from '../support/raw-client.js';
import { onEveryTransport } from '../support/test-kernel.js';

const streamsOf = ({ published }: Answered): Received[] => published.filter(({ type }) => type === 'stream');

onEveryTransport((open) => {
  test('prints are gathered, and nothing is lost', async (t) => {
    const client = await (await open(t)).connect();
    const answered = await client.execute('for i = 1, 20000 do print(i) end').answered;
    const lines = textOf(answered.published).split('\n');
    assert.equal(lines.length, 20_001);
    assert.ok(lines.every((line, index) => index === 20_000 || line === String(index + 1)));
    assert.ok(streamsOf(answered).length < 200, `${streamsOf(answered).length} messages`);
    assert.equal(answered.published.at(-1)!.content['execution_state'], 'idle');
  });

  test('what a script shows counts for the rate of its session', async (t) => {
    const client = await (await open(t, { limits: { outputBytesPerSecond: 1 } })).connect();
    const running = client.execute('Display.text(("x"):rep(2000))');
    await client.next(({ type }) => type === 'display_data');
    await client.request('interrupt_request', {}, { channel: 'control' });
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
  });

  test('output appears while the script goes on', async (t) => {
    const client = await (await open(t)).connect();
    const running = client.execute('print("early") while true do end');
    await client.next(({ type, content }) => type === 'stream' && content['text'] === 'early\n');
    await client.request('interrupt_request', {}, { channel: 'control' });
    await running.answered;
  });

  test('the two streams keep their order', async (t) => {
    const client = await (await open(t)).connect();
    const answered = await client.execute('for i = 1, 50 do print(i) io.stderr:write(i, "\\n") end').answered;
    const all = streamsOf(answered).map(({ content }) => content['text'] as string);
    const expected = Array.from({ length: 50 }, (_, i) => `${i + 1}\n${i + 1}\n`).join('');
    assert.equal(all.join(''), expected);
    assert.equal(textOf(answered.published, 'stderr'), textOf(answered.published, 'stdout'));
  });

  test('characters that come in pieces are put together', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'for _ = 1, 9000 do for b in ("é日🎉"):gmatch(".") do io.write(b) end end';
    const answered = await client.execute(code).answered;
    assert.equal(textOf(answered.published), 'é日🎉'.repeat(9000));
    assert.ok(streamsOf(answered).every(({ buffers }) => buffers.length === 0));
  });

  test('who wants to know is told of much output, and of nothing else', async (t) => {
    let told = 0;
    const client = await (await open(t, { onMuchOutput: () => told++ })).connect();
    await client.execute('print("a little") error("no")').answered;
    assert.equal(told, 0);
    await client.execute('print(("x"):rep(100000))').answered;
    assert.equal(told, 3);
  });

  test('bytes that are not UTF-8 arrive as they are', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'for i = 0, 255 do io.write(string.char(i)) end io.write("\\xe2\\x82")';
    const answered = await client.execute(code).answered;
    const bytes = streamsOf(answered).map(({ content, buffers, metadata }) => {
      assert.equal((metadata['llmspell'] as JsonObject)['bytes'], buffers.length === 1 ? true : undefined);
      return buffers[0] ?? Buffer.from(content['text'] as string);
    });
    const expected = [...Array.from({ length: 256 }, (_, i) => i), 0xe2, 0x82];
    assert.deepEqual([...Buffer.concat(bytes)], expected);
  });

  test('output of coroutines has the parent of the run that resumes them', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'co = coroutine.wrap(function() while true do print("co") coroutine.yield() end end) co()';
    const first = await client.execute(code).answered;
    const second = await client.execute('co()').answered;
    assert.equal(textOf(first.published), 'co\n');
    assert.equal(textOf(second.published), 'co\n');
  });

  test('a run may print so much', async (t) => {
    const client = await (await open(t, { limits: { outputBytes: 10_000 } })).connect();
    const answered = await client.execute('while true do print("flood") end').answered;
    assert.equal(answered.reply.content['ename'], 'KERNEL_OUTPUT_LIMIT');
    assert.equal(textOf(answered.published).length, 10_000);
    const { reply } = await client.execute('print("x")').answered;
    assert.equal(reply.content['status'], 'ok');
  });

  test('a flood is held to its rate, loses nothing, and can be interrupted', async (t) => {
    const client = await (await open(t, { limits: { outputBytesPerSecond: 100_000 } })).connect();
    const running = client.execute('n = 0 while true do n = n + 1 print(n) end');
    await client.when(() => textOf(client.received).length > 150_000);
    await client.request('interrupt_request', {}, { channel: 'control' });
    const answered = await running.answered;
    assert.equal(answered.reply.content['ename'], 'Interrupted');
    const lines = textOf(answered.published).split('\n');
    assert.ok(lines.slice(0, -1).every((line, index) => line === String(index + 1)));
  });

  test('a script that may print slowly waits, and is let go by an interrupt', async (t) => {
    const client = await (await open(t, { limits: { outputBytesPerSecond: 1000 } })).connect();
    const running = client.execute('print(("x"):rep(1000000))');
    await client.next(({ type }) => type === 'stream');
    for (let i = 0; i < 50; i++) await client.fence();
    assert.deepEqual(client.repliesTo(running.header), []);
    await client.request('interrupt_request', {}, { channel: 'control' });
    assert.equal((await running.answered).reply.content['ename'], 'Interrupted');
  });

  test('and by the end of its time', async (t) => {
    const client = await (await open(t, { limits: { outputBytesPerSecond: 1 } })).connect();
    await client.execute('x = 1').answered;
    const { reply } = await client.execute('print(("x"):rep(1000000))', {}, { timeout_ms: 50 }).answered;
    assert.equal(reply.content['ename'], 'Timeout');
  });

  test('what is shown comes after all that was printed before', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'for i = 1, 50 do print(("x"):rep(20000)) Display.text("shown") end';
    const { published } = await client.execute(code).answered;
    let printed = 0;
    let shown = 0;
    for (const { type, content } of published) {
      if (type === 'stream') printed += (content['text'] as string).length;
      if (type === 'display_data') assert.equal(printed, ++shown * 20_001);
    }
    assert.equal(shown, 50);
  });

  test('displays come in order with the rest; bytes as base64 or buffers', async (t) => {
    const client = await (await open(t)).connect();
    const code = `
      print("before")
      Display.show({["image/png"] = "\\x89PNG", ["text/plain"] = "picture"}, {["image/png"] = {width = 3}})
      print("between")
      Display.show({["application/octet-stream"] = ("\\xff"):rep(100000)})
      Display.json({a = 1})
      print("after")`;
    const { published, reply } = await client.execute(code).answered;
    assert.deepEqual(reply.content['status'], 'ok', JSON.stringify(reply.content));
    const between = typesOf(published).slice(2, -1);
    assert.deepEqual(between, ['stream', 'display_data', 'stream', 'display_data', 'display_data', 'stream']);
    const [picture, large, json] = published.filter(({ type }) => type === 'display_data');
    assert.equal(
      (picture!.content['data'] as JsonObject)['image/png'],
      Buffer.from([0x89, 0x50, 0x4e, 0x47]).toString('base64'),
    );
    assert.deepEqual((picture!.content['metadata'] as JsonObject)['image/png'], { width: 3 });
    assert.equal(large!.buffers[0]!.length, 100_000);
    const vendor = (large!.content['metadata'] as JsonObject)['llmspell'] as JsonObject;
    assert.deepEqual(vendor['buffers'], { 'application/octet-stream': 0 });
    assert.deepEqual((json!.content['data'] as JsonObject)['application/json'], { a: 1 });
  });

  test('updates of a display are gathered, and the last one comes before idle', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'local d = Display.text("0") for i = 1, 500 do d:update(tostring(i)) end';
    const { published, reply } = await client.execute(code).answered;
    assert.deepEqual(reply.content['status'], 'ok', JSON.stringify(reply.content));
    const updates = published.filter(({ type }) => type === 'update_display_data');
    assert.ok(updates.length >= 2 && updates.length < 100, `${updates.length} updates`);
    assert.equal((updates.at(-1)!.content['data'] as JsonObject)['text/plain'], '500');
    assert.deepEqual(
      updates.at(-1)!.content['transient'],
      published.find(({ type }) => type === 'display_data')!.content['transient'],
    );
  });

  test('an update that was held back comes before what the script does next', async (t) => {
    const client = await (await open(t)).connect();
    const code = `
      local a = Display.text("a0") a:update("a1") a:update("a2")
      print("text") a:update("a3") a:update("a4")
      Display.text("b")`;
    const { published } = await client.execute(code).answered;
    const seen = published.flatMap(({ type, content }) =>
      type === 'stream'
        ? [content['text']]
        : type.endsWith('display_data')
          ? [(content['data'] as JsonObject)['text/plain']]
          : [],
    );
    assert.ok(seen.includes('a2'), JSON.stringify(seen));
    assert.ok(seen.indexOf('a2') < seen.indexOf('text\n'), JSON.stringify(seen));
    assert.deepEqual(seen.slice(-2), ['a4', 'b']);
  });

  test('a loop that prints and updates does not flood', async (t) => {
    const client = await (await open(t)).connect();
    const code = 'local d = Display.text("0") for i = 1, 2000 do d:update(tostring(i)) print(i) end';
    const { published } = await client.execute(code).answered;
    assert.equal(textOf(published), Array.from({ length: 2000 }, (_, i) => `${i + 1}\n`).join(''));
    assert.ok(published.length < 2000, `${published.length} messages`);
  });

  test('clear_output', async (t) => {
    const client = await (await open(t)).connect();
    const { published } = await client.execute('print("a") Display.clear(true) print("b")').answered;
    assert.deepEqual(typesOf(published).slice(2, -1), ['stream', 'clear_output', 'stream']);
  });
});
