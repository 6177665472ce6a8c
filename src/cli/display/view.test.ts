import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Screen } from '../../../test/support/screen.js';
import type { DisplayMessage } from './message.js';
import { createDisplayView } from './view.js';
import type { DisplayOutput, DisplayView } from './view.js';

function message(id: string, text: string, kind?: 'progress' | 'stream', done = false): DisplayMessage {
  return {
    data: { 'text/plain': text },
    metadata: kind === undefined ? {} : { llmspell: { kind, done } },
    transient: { display_id: id },
  };
}

interface Watched {
  readonly view: DisplayView;
  readonly screen: Screen;
  /** Everything that was written, and empties it. */
  readonly takeBytes: () => string;
  /** As the script's own output goes there. */
  readonly print: (text: string) => void;
}

function watch(options: Partial<DisplayOutput> = {}): Watched {
  const screen = new Screen(options.columns ?? 20);
  let bytes = '';
  const write = (text: string): void => {
    bytes += text;
    screen.write(text);
  };
  const output = { isTerminal: true, columns: 20, color: false, env: { TERM: 'xterm' }, ...options };
  const view = createDisplayView({ ...output, write });
  return {
    view,
    screen,
    takeBytes: () => {
      const taken = bytes;
      bytes = '';
      return taken;
    },
    print: (text) => {
      view.finish();
      write(text);
    },
  };
}

describe('on a terminal', () => {
  test('a progress bar moves in its line, and never wraps', () => {
    const { view, screen, takeBytes } = watch();
    view.show(message('p', 'load [....] 0%', 'progress'));
    view.update(message('p', 'load [##..] 50% and more than fits', 'progress'));
    assert.equal(screen.text(), 'load [##..] 50% and…');
    view.update(message('p', 'load [####] 100%', 'progress', true));
    assert.equal(screen.text(), 'load [####] 100%');
    takeBytes();
    view.update(message('p', 'load [####] 100%', 'progress', true));
    assert.equal(takeBytes(), '');
  });

  test('several displays change, each in its place', () => {
    const { view, screen } = watch();
    view.show(message('a', 'first'));
    view.show(message('b', 'second: a text of more than one row\nand two lines'));
    view.show(message('c', 'third'));
    view.update(message('a', 'new'));
    view.update(message('b', 'short'));
    assert.equal(screen.text(), 'new\nshort\nthird');
  });

  test('a stream writes only what is new', () => {
    const { view, screen, takeBytes } = watch();
    view.show(message('s', '', 'stream'));
    view.update(message('s', 'one ', 'stream'));
    view.update(message('s', 'one two', 'stream'));
    assert.equal(takeBytes(), 'one two');
    view.update(message('s', 'one two', 'stream', true));
    assert.equal(takeBytes(), '\n');
    assert.equal(screen.text(), 'one two');
  });

  test('other output stays where it is', () => {
    const { view, screen, print } = watch();
    view.show(message('p', '0%', 'progress'));
    view.show(message('s', 'one', 'stream'));
    print('printed\n');
    view.update(message('s', 'one two', 'stream'));
    view.update(message('p', '50%', 'progress'));
    print('again\n');
    assert.equal(screen.text(), '0%\none\nprinted\n two\n50%\nagain');
  });

  test('a line that others have begun is ended first', () => {
    const { view, screen, print } = watch({ isAtLineStart: () => false });
    print('Name: ');
    view.show(message('a', 'text'));
    view.update(message('a', 'other'));
    assert.equal(screen.text(), 'Name:\nother');
  });

  test('clear takes away what can still change, at once or with the next display', () => {
    const { view, screen, print } = watch();
    print('printed\n');
    view.show(message('a', 'one'));
    view.clear(false);
    assert.equal(screen.text(), 'printed');
    view.show(message('b', 'two\nlines'));
    view.clear(true);
    assert.equal(screen.text(), 'printed\ntwo\nlines');
    view.show(message('c', 'three'));
    assert.equal(screen.text(), 'printed\nthree');
  });

  test('what has left the screen is shown again', () => {
    const { view, screen } = watch({ rows: 4 });
    view.show(message('a', 'old'));
    view.show(message('b', '1\n2\n3\n4'));
    view.update(message('a', 'new'));
    view.update(message('b', '1\n2\n3\n5'));
    assert.equal(screen.text(), 'old\n1\n2\n3\n4\nnew\n1\n2\n3\n5');
  });

  test('control characters of a script do nothing, styles do where there are colours', () => {
    const { view, takeBytes } = watch({ color: true });
    view.show(message('a', '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J'));
    assert.equal(takeBytes(), '\u001b[31mred\u001b[0m ␛]0;title␇ ␛[2J\n');
  });

  test('the end of the screen is what was displayed last, whatever changes', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const text = fc.string({ unit: fc.constantFrom('x', 'y', ' ', '\n', 'é'), minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, text), { maxLength: 20 }), (steps) => {
        const { view, screen } = watch({ rows: 1000 });
        const expected = new Screen(20);
        const shown = new Map<string, string>();
        for (const [key, content] of steps) {
          if (shown.has(key)) view.update(message(key, content));
          else view.show(message(key, content));
          shown.set(key, content);
        }
        for (const content of shown.values()) expected.write(`${content.replace(/\n$/, '').replace(/\n$/, '')}\n`);
        assert.equal(screen.text(), expected.text());
      }),
    );
  });
});

for (const [name, options] of [
  ['in a pipe', { isTerminal: false }],
  ['on a terminal that cannot move its cursor', { env: { TERM: 'dumb' } }],
] as const) {
  describe(name, () => {
    test('of a progress bar only the first and the last state are shown', () => {
      const { view, takeBytes } = watch(options);
      view.show(message('p', '0%', 'progress'));
      view.update(message('p', '50%', 'progress'));
      view.update(message('p', '100%', 'progress', true));
      assert.equal(takeBytes(), '0%\n100%\n');
    });

    test('a stream grows, also after other output, and ends its line', () => {
      const { view, takeBytes, print } = watch(options);
      view.show(message('s', '', 'stream'));
      view.update(message('s', 'one', 'stream'));
      print('printed\n');
      view.update(message('s', 'one two', 'stream'));
      view.update(message('s', 'changed', 'stream'));
      view.update(message('s', 'changed\n', 'stream', true));
      view.finish();
      assert.equal(takeBytes(), 'one\nprinted\n two\nchanged\n');
    });

    test('other displays are shown again when they have changed', () => {
      const { view, takeBytes } = watch(options);
      view.show(message('a', 'one'));
      view.update(message('a', 'one'));
      view.update(message('a', 'two'));
      view.update(message('unknown', 'three'));
      view.clear(false);
      assert.equal(takeBytes(), 'one\ntwo\nthree\n');
    });
  });
}

describe('images', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000a0000000003', 'hex').toString('base64');
  const image: DisplayMessage = {
    data: { 'image/png': png, 'text/plain': '[image/png 2560x3, 24 bytes]' },
    metadata: { 'image/png': { width: 80 } },
    transient: { display_id: 'i' },
  };
  const shownWith = (env: Record<string, string>, shown = image): string => {
    const { view, takeBytes } = watch({ env, columns: 40 });
    view.show(shown);
    return takeBytes();
  };

  test('as the terminal takes them', () => {
    assert.equal(shownWith({ TERM: 'xterm-kitty' }), `\u001b_Ga=T,f=100,q=2,c=10,m=0;${png}\u001b\\\n`);
    assert.equal(
      shownWith({ TERM_PROGRAM: 'iTerm.app' }),
      `\u001b]1337;File=inline=1;size=24;width=10;preserveAspectRatio=1:${png}\u0007\n`,
    );
    assert.equal(
      shownWith({ TERM_PROGRAM: 'WezTerm' }, { ...image, metadata: {} }),
      `\u001b]1337;File=inline=1;size=24;width=40;preserveAspectRatio=1:${png}\u0007\n`,
    );
  });

  test('large ones in pieces', () => {
    const data = { 'image/png': Buffer.alloc(5000).toString('base64') };
    const text = shownWith({ KITTY_WINDOW_ID: '1' }, { data });
    const pieces = [...text.matchAll(/\u001b_G([^;]*);([^\u001b]*)\u001b\\/g)];
    assert.deepEqual(
      pieces.map(([, keys]) => keys),
      ['a=T,f=100,q=2,m=1', 'm=0'],
    );
    assert.equal(pieces.map(([, , piece]) => piece).join(''), data['image/png']);
  });

  test('as a description elsewhere, in a multiplexer, and where they are damaged', () => {
    const text =
      '[image/png 2560x3, 24 bytes] not shown here; to keep it, write it to a file: io.open("out.png", "wb")\n';
    assert.equal(shownWith({ TERM: 'xterm' }), text);
    assert.equal(shownWith({ TERM: 'tmux-256color', KITTY_WINDOW_ID: '1', TMUX: '/tmp/x' }), text);
    assert.equal(shownWith({ TERM: 'foot' }), text);
  });

  test('what was shown before one stays', () => {
    const { view, takeBytes } = watch({ env: { KITTY_WINDOW_ID: '1' } });
    view.show(message('p', '0%', 'progress'));
    view.show(image);
    takeBytes();
    view.update(message('p', '9%', 'progress'));
    assert.equal(takeBytes(), '9%\n');
  });
});
