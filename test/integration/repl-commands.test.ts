// Commands of the prompt that change what runs, and the conversation with a model, in a pseudo-terminal.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startModelServer, streaming, delta, finish, silent } from '../support/model-server.js';
import { PseudoTerminal } from '../support/pseudo-terminal.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
folder.file('steps.lua', 'local a = 1\nlocal b = a + 1\nprint("done", b)\n');
let homes = 0;

async function open(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<PseudoTerminal> {
  const home = join(folder.path, `home-${++homes}`);
  mkdirSync(home);
  const terminal = new PseudoTerminal({ home, cwd: folder.path, args: ['repl', '--quiet'], env, columns: 100 });
  t.after(() => terminal.end());
  await terminal.shows('1>');
  return terminal;
}

test('.chat: the answer as it comes, what was said before, and how the model is to answer', async (t) => {
  const server = await startModelServer();
  t.after(() => server.close());
  server.respondWith(
    streaming([delta('Hel'), delta('lo!'), finish('stop')], (response) => response.end()),
    streaming([delta('Again.'), finish('stop')], (response) => response.end()),
    streaming([delta('Short.'), finish('stop')], (response) => response.end()),
  );
  const env = {
    LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
    LLMSPELL_PROVIDER_OPENAI_MODEL: 'small',
    OPENAI_API_KEY: 'sk-none',
  };
  const terminal = await open(t, env);
  terminal.type('.chat say hello<enter>');
  await terminal.shows('\nHello!\n');
  terminal.type('.chat and again<enter>');
  await terminal.shows('\nAgain.\n');
  assert.equal(server.requests[1]?.body.messages?.length, 4);
  terminal.type('.system Be brief.<enter>.model tiny<enter>.context {where = "here"}<enter>.chat now<enter>');
  await terminal.shows('\nShort.\n');
  const [system, ...others] = server.requests[2]?.body.messages ?? [];
  assert.match(JSON.stringify(system), /Be brief\./);
  assert.match(JSON.stringify([system, ...others]), /here/);
  assert.equal(server.requests[2]?.body.model, 'tiny');
  terminal.type('.model<enter>.clearchat<enter>.tools calc<tab><C-u>1 + 1<enter>');
  await terminal.shows('\ntiny\n');
  await terminal.shows('\n2\n');
});

test('Ctrl+C ends an answer', async (t) => {
  const server = await startModelServer();
  t.after(() => server.close());
  server.respondWith(silent);
  const terminal = await open(t, {
    LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
    LLMSPELL_PROVIDER_OPENAI_MODEL: 'small',
    OPENAI_API_KEY: 'sk-none',
  });
  terminal.type('.chat anything<enter>');
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  terminal.type('<C-c>');
  await terminal.shows('interrupted');
});

test('.pause stops the next input, .restart runs the file again', async (t) => {
  const terminal = await open(t);
  terminal.type('.pause<enter>');
  await terminal.shows('stops at its first line');
  terminal.type('.run steps.lua<enter>');
  await terminal.shows('> 1  local a = 1');
  terminal.type('.next<enter>');
  await terminal.shows('> 2  local b');
  terminal.type('.restart<enter>');
  await terminal.shows('done\t2'.replace('\t', '    '));
  await terminal.until('the prompt', (text) => /\n1>\s*\n/.test(text.slice(text.lastIndexOf('done'))));
  terminal.type('.restart<enter>');
  await terminal.until('the second end', (text) => text.split('done    2').length === 3);
});

test('Ctrl+\\ stops what runs, and .exit asks there', async (t) => {
  const terminal = await open(t);
  terminal.type('n = 0 print("on") while true do n = n + 1 end<enter>');
  await terminal.shows('\non');
  terminal.type('\u001c');
  await terminal.shows('debug>');
  terminal.type('n > 0<enter>');
  await terminal.shows('\ntrue\n');
  terminal.type('.exit<enter>');
  await terminal.shows('End it, and leave? (y/n)');
  terminal.type('y<enter>');
  assert.equal(await terminal.exitCode, 0);
});

test('arguments are completed: files, places, settings, commands', async (t) => {
  const terminal = await open(t);
  terminal.type('1<enter>');
  await terminal.shows('2>');
  for (const [typed, shown] of [
    ['.run st<tab>', '2> .run steps.lua'],
    ['.break st<tab>', '2> .break steps.lua'],
    ['.set hist<tab>', '2> .set history'],
    ['.set keys v<tab>', '2> .set keys vi'],
    ['.help relo<tab>', '2> .help reload'],
    ['.tools calcu<tab>', '2> .tools calculator'],
    ['.qui<tab>', '2> .quit'],
    ['.theme li<tab>', '2> .theme light'],
  ] as const) {
    terminal.type(typed);
    await terminal.shows(shown);
    terminal.type('<C-u>');
    await terminal.until('an empty line', (text) => text.includes('\n2>\n') || /\n2>\s*\n/.test(text));
  }
});
