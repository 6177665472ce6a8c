import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import { LuaSession } from '../../test/support/lua-session.js';
import type { TestMethod } from '../../test/support/lua-session.js';

interface Message {
  readonly data: Record<string, Value>;
  readonly metadata?: Record<string, Value>;
  readonly display_id: string;
  readonly update?: boolean;
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function createKernel(): { shown: Message[]; cleared: Value[]; methods: Record<string, TestMethod> } {
  const shown: Message[] = [];
  const cleared: Value[] = [];
  return {
    shown,
    cleared,
    methods: {
      'display.show': ([message]) => void shown.push(message as unknown as Message),
      'display.clear': ([options]) => void cleared.push(options),
    },
  };
}

/** What a script that must not fail shows. */
function shownBy(code: string, prepare?: (session: LuaSession) => void): Message[] {
  const { shown, methods } = createKernel();
  using session = new LuaSession({ methods });
  prepare?.(session);
  session.output(code);
  return shown;
}

function errorOf(code: string, methods = createKernel().methods): string | undefined {
  using session = new LuaSession({ methods });
  return session.run(code).error;
}

describe('Display shows', () => {
  test('text, Markdown and HTML, each with a plain form', () => {
    const shown = shownBy(`
      Display.text('a < b') Display.markdown('# T') Display.html('<h1>T &amp; U</h1><p>one<br>two</p><ul><li>x</li></ul>')
    `);
    assert.deepEqual(
      shown.map(({ data }) => data),
      [
        { 'text/plain': 'a < b' },
        { 'text/markdown': '# T', 'text/plain': '# T' },
        {
          'text/html': '<h1>T &amp; U</h1><p>one<br>two</p><ul><li>x</li></ul>',
          'text/plain': 'T & U\none\ntwo\n- x',
        },
      ],
    );
    assert.equal(new Set(shown.map(({ display_id }) => display_id)).size, 3);
  });

  test('JSON with every integer as it is', () => {
    const [message] = shownBy('Display.json({ a = { 1, 2 << 60 }, b = {} })');
    assert.deepEqual(message?.data, {
      'application/json': { a: [1, 2n ** 61n], b: {} },
      'text/plain': '{\n  "a": [\n    1,\n    2305843009213693952\n  ],\n  "b": {}\n}',
    });
  });

  test('images from bytes and from files, by their content', () => {
    const shown = shownBy(
      `local f = io.open('image', 'rb') local bytes = f:read('a') f:close()
       Display.image(bytes) Display.image('image', { width = 300, alt = 'a dot' })
       Display.image('<svg viewBox="0 0 30 40"></svg>')`,
      (session) => {
        writeFileSync(session.path('image'), PNG);
      },
    );
    const bytes = new Uint8Array(PNG);
    assert.deepEqual(plainBytes(shown[0]?.data['image/png']), bytes);
    assert.deepEqual(plainBytes(shown[1]?.data['image/png']), bytes);
    assert.deepEqual(
      shown.map(({ data }) => data['text/plain']),
      ['[image/png 1x1, 70 bytes]', '[a dot: image/png 1x1, 70 bytes]', '[image/svg+xml 30x40, 31 bytes]'],
    );
    assert.deepEqual(shown[1]?.metadata, { 'image/png': { width: 300, alt: 'a dot' } });
    assert.equal(shown[2]?.data['image/svg+xml'], '<svg viewBox="0 0 30 40"></svg>');
  });

  test('sound, film and other bytes, as bytes even where they are text', () => {
    const shown = shownBy(`
      Display.audio('RIFF\\0\\0\\0\\0WAVE') Display.video('\\0\\0\\0\\24ftypisom')
      Display.audio('\\1\\2', { format = 'flac' }) Display.binary('abc', 'application/x-thing')
    `);
    assert.deepEqual(
      shown.map(({ data }) => Object.keys(data)[0]),
      ['audio/wav', 'video/mp4', 'audio/flac', 'application/x-thing'],
    );
    for (const { data } of shown) assert.ok(Object.values(data)[0] instanceof Uint8Array);
    assert.equal(shown[3]?.data['text/plain'], '[application/x-thing, 3 bytes]');
  });

  test('tables of arrays and of records', () => {
    const shown = shownBy(`
      Display.table({ { name = 'a|b', n = 2.0 }, { name = '<c>' , n = 10 } })
      Display.table({ { 1, true }, { 'x' } }, { 'left', 'right' })
      Display.table({ { 'x', 'y' } }) Display.table({})
    `);
    assert.deepEqual(shown[0]?.data, {
      'text/html':
        '<table><thead><tr><th style="text-align: right">n</th><th>name</th></tr></thead><tbody>' +
        '<tr><td style="text-align: right">2</td><td>a|b</td></tr>' +
        '<tr><td style="text-align: right">10</td><td>&lt;c&gt;</td></tr></tbody></table>',
      'text/markdown': '| n | name |\n| ---: | --- |\n| 2 | a\\|b |\n| 10 | <c> |',
      'text/plain': ' n  name\n--  ----\n 2  a|b\n10  <c>',
    });
    assert.deepEqual(shown.map(({ data }) => data['text/plain']).slice(1), [
      'left  right\n----  -----\n1     true\nx',
      'x  y',
      '(no rows)',
    ]);
  });

  test('values of every kind, and bundles', () => {
    const shown = shownBy(`
      Display.show('s') Display.show(nil) Display.show(2.5) Display.show({ 1 }) Display.show({ f = print })
      Display.show({ ['text/markdown'] = '*m*', ['image/gif'] = 'abc', ['application/x+json'] = { 1 } }, { k = 1 })
    `);
    assert.deepEqual(
      shown.slice(0, 4).map(({ data }) => data['text/plain']),
      ['s', 'nil', '2.5', '[\n  1\n]'],
    );
    assert.match(shown[4]?.data['text/plain'] as string, /^table: /);
    assert.deepEqual(Object.keys(shown[5]?.data ?? {}).sort(), [
      'application/x+json',
      'image/gif',
      'text/markdown',
      'text/plain',
    ]);
    assert.ok(shown[5]?.data['image/gif'] instanceof Uint8Array);
    assert.deepEqual(shown[5].metadata, { k: 1 });
  });

  test('clear', () => {
    const { cleared, methods } = createKernel();
    using session = new LuaSession({ methods });
    session.output('Display.clear() Display.clear(true)');
    assert.deepEqual(cleared, [{ wait: false }, { wait: true }]);
  });
});

describe('what is shown can be changed', () => {
  test('by the handle, with the arguments of its kind', () => {
    const shown = shownBy(`
      local h = Display.text('one') assert(h:update('two') == h)
      Display.table({}):update({ { 1 } }, { 'n' })
      io.write(h.id)
    `);
    assert.deepEqual(
      shown.map(({ update }) => update),
      [undefined, true, undefined, true],
    );
    assert.equal(shown[0]?.display_id, shown[1]?.display_id);
    assert.deepEqual(shown[1]?.data, { 'text/plain': 'two' });
    assert.equal(shown[3]?.data['text/plain'], 'n\n-\n1');
  });

  test('also after an image was restored', () => {
    const { shown, methods } = createKernel();
    using session = new LuaSession({ methods });
    session.output("h = Display.markdown('one')");
    const image = session.image();
    session.output('h = nil collectgarbage()');
    session.restore(image);
    session.output("h:update('two')");
    assert.equal(shown[1]?.display_id, shown[0]?.display_id);
    assert.equal(shown[1]?.data['text/markdown'], 'two');
  });
});

describe('Display.progress', () => {
  test('moves, and shows each step once', () => {
    const shown = shownBy(`
      local p = Display.progress(4, 'load') p:update(1) p:update(1) p:advance(1) p:update(3, 'more <')
      p:advance() p:update(99) p:done('ready')
    `);
    assert.deepEqual(
      shown.map(({ data }) => data['text/plain']),
      [
        'load [....................] 0% 0/4',
        'load [#####...............] 25% 1/4',
        'load [##########..........] 50% 2/4',
        'more < [###############.....] 75% 3/4',
        'more < [####################] 100% 4/4',
        'ready [####################] 100% 4/4',
      ],
    );
    assert.equal(
      shown[3]?.data['text/html'],
      '<div>more &lt; <progress value="0.75" max="1"></progress> 75% 3/4</div>',
    );
    assert.deepEqual(shown[0]?.metadata, { llmspell: { kind: 'progress', done: false } });
    assert.deepEqual(shown.at(-1)?.metadata, { llmspell: { kind: 'progress', done: true } });
  });

  test('does not flood', () => {
    const shown = shownBy('local p = Display.progress(100000) for i = 1, 100000 do p:advance() end p:done()');
    assert.equal(shown.length, 1 + 1000 + 1);
  });

  test('of nothing is at its end', () => {
    assert.equal(shownBy('Display.progress(0)')[0]?.data['text/plain'], '[####################] 100% 0/0');
  });
});

describe('Display.stream', () => {
  test('grows', () => {
    const shown = shownBy(`
      local s = Display.stream() s:write('a'):write('*b*') s:done()
      Display.stream({ markdown = false }):update('x')
    `);
    assert.deepEqual(
      shown.map(({ data }) => data['text/plain']),
      ['', 'a', 'a*b*', 'a*b*', '', 'x'],
    );
    assert.deepEqual(shown[2]?.data, { 'text/markdown': 'a*b*', 'text/plain': 'a*b*' });
    assert.deepEqual(shown[3]?.metadata, { llmspell: { kind: 'stream', done: true } });
    assert.deepEqual(shown[5]?.data, { 'text/plain': 'x' });
  });

  test('shows whole characters only, whatever comes', () => {
    const shown = shownBy(
      "local s = Display.stream() s:write('\\xc3') s:write('\\xa9') s:write('\\xff\\xe2') s:done()",
    );
    assert.deepEqual(
      shown.map(({ data }) => data['text/plain']),
      ['', '', 'é', 'é\uFFFD', 'é\uFFFD\uFFFD'],
    );
  });

  test('shows all of a long text without sending it for each token', () => {
    const shown = shownBy(`
      local s = Display.stream() for i = 1, 20000 do s:write(('%08d\\n'):format(i)) end s:done()
    `);
    const last = shown.at(-1)?.data['text/plain'] as string;
    assert.equal(last.length, 180000);
    assert.ok(last.endsWith('00020000\n'));
    const sent = shown.reduce((sum, { data }) => sum + (data['text/plain'] as string).length, 0);
    assert.ok(sent < 200 * last.length, `${sent} characters were sent`);
  });
});

describe('Display explains', () => {
  test('wrong arguments', () => {
    const cases: [code: string, message: string][] = [
      ['Display.text()', "bad argument #1 to 'text' (string expected, got no value)"],
      ["Display.text('\\xff')", "bad argument #1 to 'text' (the string is not UTF-8 text)"],
      [
        "Display.text('a').update('b')",
        "bad argument #1 to 'update' (DisplayHandle expected): call it with a colon, handle:update(...)",
      ],
      ["Display.text('a'):update({})", "bad argument #1 to 'update' (string expected, got table)"],
      ['Display.json(1)', "bad argument #1 to 'json' (table expected, got number)"],
      ['Display.json({ print })', 'cannot turn a function into JSON'],
      ["Display.image('none.png')", "cannot open file 'none.png' (No such file or directory)"],
      [
        "Display.image('\\0\\1')",
        "bad argument #1 to 'image' (neither a path nor image content (png, jpeg, jpg, gif, svg, webp))",
      ],
      [
        "Display.image('a', { widht = 1 })",
        "bad argument #2 to 'image' (unknown option 'widht'; there are format, width, height, alt)",
      ],
      ["Display.image('a', { width = '1' })", "bad argument #2 to 'image' (width must be a number)"],
      [
        "Display.image('a', { format = 'bmp' })",
        "bad argument #2 to 'image' (unknown format 'bmp'; there are png, jpeg, jpg, gif, svg, webp)",
      ],
      [
        "Display.binary('a', 'thing')",
        "bad argument #2 to 'binary' ('thing' is not a MIME type, such as application/octet-stream)",
      ],
      ['Display.table({ 1 })', "bad argument #1 to 'table' (row 1 must be a table)"],
      [
        'Display.table({ a = 1 })',
        "bad argument #1 to 'table' (list of rows expected, got a table without a first element)",
      ],
      ['Display.progress(-1)', "bad argument #1 to 'progress' (a number from 0 on expected)"],
      ['Display.clear({})', "bad argument #1 to 'clear' (boolean expected, got table)"],
      ['Display.show()', "bad argument #1 to 'show' (value expected)"],
      ["Display.show({ ['image/png'] = {} })", "bad argument #1 to 'show' (image/png: string expected, got table)"],
    ];
    for (const [code, message] of cases) assert.equal(errorOf(code), `test:1: ${message}`, code);
  });

  test('files that the script may not read', () => {
    assert.match(errorOf("Display.image('/etc/passwd')") ?? '', /Permission denied for reading/);
  });

  test('that there is no kernel', () => {
    const method: TestMethod = () => {
      throw new SpellError('NOT_AVAILABLE', 'no host method display.show', { details: { method: 'display.show' } });
    };
    assert.equal(
      errorOf("Display.text('a')", { 'display.show': method }),
      'Component error: Display is not available: this script is not run by a kernel',
    );
  });
});

function plainBytes(value: Value): Uint8Array {
  assert.ok(value instanceof Uint8Array);
  return new Uint8Array(value);
}
