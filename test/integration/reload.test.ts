// Files that are saved while a script runs: `llmspell run --reload`.

import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const MAIN = [
  '#!/usr/bin/env llmspell',
  'local words = require("words")',
  'local word = words.first',
  'local last = ""',
  'local function tell(text) print(text) last = text end',
  'while last ~= "end" do',
  '  local now = word()',
  '  if now ~= last then tell(now) end',
  'end',
].join('\n');

test('a required module, in place of the old file and written over; a broken one; the script itself', async () => {
  folder.file('main.lua', MAIN);
  const words = folder.file('words.lua', 'local M = {}\nfunction M.first() return "one" end\nreturn M\n');
  const running = startCli(['run', '--reload', 'main.lua'], { cwd: folder.path });
  await running.printed('one');
  const other = join(folder.path, 'words.new');
  writeFileSync(other, 'local M = {}\nfunction M.first()\n  return "two"\nend\nreturn M\n');
  renameSync(other, words);
  await running.printed('two');
  writeFileSync(words, 'local M = {}\nfunction M.first( return "three" end\n');
  await running.printed('words.lua stays as it was: its old code goes on', 'stderr');
  writeFileSync(join(folder.path, 'main.lua'), MAIN.replace('print(text)', 'print(text .. "!")'));
  await running.printed('reloaded main.lua: 1 function', 'stderr');
  writeFileSync(words, 'local M = {}\nfunction M.first() return "end" end\nreturn M\n');
  await running.printed('end!');
  assert.equal((await running.result).code, 0);
});

test('--reload goes with run and repl', async () => {
  const refused = startCli(['exec', '--reload', 'x = 1']);
  assert.equal((await refused.result).code, 2);
});
