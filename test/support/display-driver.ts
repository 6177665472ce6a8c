// Plays displays on the standard output of its process, for tests in a real terminal.

import { createDisplayView } from '../../src/cli/display/view.js';

const view = createDisplayView({
  write: (text) => void process.stdout.write(text),
  isTerminal: process.stdout.isTTY,
  columns: process.stdout.columns,
  rows: process.stdout.rows,
  color: true,
  env: process.env,
});

function message(id: string, text: string, kind: string, done = false): Parameters<typeof view.show>[0] {
  return {
    data: { 'text/plain': text },
    metadata: { llmspell: { kind, done } },
    transient: { display_id: id },
  };
}

process.stdout.write('before\n');
view.show({ data: { 'text/markdown': '| n | word |\n| --: | --- |\n| 1 | 日本 |\n| 10 | **b** |' } });
view.show(message('p', 'load 0%', 'progress'));
view.show(message('long', 'a line that is wider than the terminal '.repeat(5), 'other'));
for (let percent = 1; percent <= 100; percent++) {
  view.update(message('p', `load ${percent}% ${'.'.repeat(percent * 2)}`, 'progress', percent === 100));
}
view.update(message('long', 'short', 'other'));
let text = '';
view.show(message('s', text, 'stream'));
for (let i = 0; i < 60; i++) view.update(message('s', (text += `word${i} `), 'stream'));
view.update(message('p', 'load done', 'progress', true));
view.update(message('s', `${text}end`, 'stream', true));
view.finish();
process.stdout.write('after\n');
