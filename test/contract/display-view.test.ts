// From the script to the screen: what a kernel publishes for examples/display.lua, as a terminal and a pipe show it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { DisplayMessage } from '../../src/cli/display/message.js';
import { createDisplayView } from '../../src/cli/display/view.js';
import type { DisplayOutput } from '../../src/cli/display/view.js';
import type { Received } from '../support/raw-client.js';
import { repoRoot } from '../support/repo-root.js';
import { Screen } from '../support/screen.js';
import { onEveryTransport } from '../support/test-kernel.js';
import type { OpenKernel } from '../support/test-kernel.js';

const EXAMPLE = readFileSync(join(repoRoot, 'examples/display.lua'), 'utf8');
const STREAMED = 'This text arrives one word at a time, as the answer of a model does.';

async function publishedBy(open: OpenKernel, t: TestContext): Promise<readonly Received[]> {
  const client = await (await open(t)).connect();
  const { published, reply } = await client.execute(EXAMPLE).answered;
  assert.equal(reply.content['status'], 'ok', JSON.stringify(reply.content));
  return published;
}

/** What is written when the messages are shown one after the other. */
function shown(messages: readonly Received[], options: Partial<DisplayOutput>): string {
  let written = '';
  const write = (text: string): void => void (written += text);
  const view = createDisplayView({ write, isTerminal: false, columns: 100, color: false, env: {}, ...options });
  for (const { type, content } of messages) {
    if (type === 'display_data') view.show(content as unknown as DisplayMessage);
    if (type === 'update_display_data') view.update(content as unknown as DisplayMessage);
  }
  view.finish();
  return written;
}

onEveryTransport((open) => {
  test('a terminal shows the end of every display, each in its place', async (t) => {
    const messages = await publishedBy(open, t);
    const screen = new Screen(100);
    screen.write(shown(messages, { isTerminal: true, color: true, rows: 50 }));
    const lines = screen.text().split('\n');
    assert.equal(lines[0], 'What a script can show');
    assert.ok(lines.includes('• a bar that moves'));
    assert.ok(lines.includes('Jupiter     95           9.9'));
    assert.deepEqual(
      lines.filter((line) => line.includes('count')),
      ['counted to 125250 [####################] 100% 500/500'],
    );
    assert.match(screen.text(), /\[from blue to yellow: image\/png 96x16, 4\.6 KiB\] not shown here; to keep it/);
    assert.equal(lines.at(-1), STREAMED);
  });

  test('a terminal with images shows the image', async (t) => {
    const written = shown(await publishedBy(open, t), { isTerminal: true, env: { KITTY_WINDOW_ID: '1' } });
    assert.match(written, /\u001b_Ga=T,f=100,q=2,m=1;iVBORw0KGgo[^]*\u001b_Gm=0;[\w+/]*=*\u001b\\/);
  });

  test('a pipe gets no escape sequence, and each word of a stream once', async (t) => {
    const written = shown(await publishedBy(open, t), {});
    assert.ok(!written.includes('\u001b'));
    assert.equal(written.split(STREAMED).length, 2);
    assert.equal(written.match(/count\w* /g)?.length, 2);
  });
});
