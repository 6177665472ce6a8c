import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tempFolder } from '../support/temp-folder.js';
import { CLI, Terminal, tmux } from '../support/terminal.js';

const { path } = tempFolder();

describe('llmspell keys add in a terminal', { skip: tmux.skip }, () => {
  test('asks for the key and does not show it', async (t) => {
    const folder = join(path, 'given');
    mkdirSync(folder);
    const terminal = new Terminal('keys add openai', folder, `env XDG_CONFIG_HOME='${folder}' ${CLI}`);
    t.after(() => terminal.hangUp());
    await terminal.shows('key of openai (not shown):');
    terminal.keys('sk-typed-in-hereX', 'BSpace', 'Enter');
    const screen = await terminal.shows('openai is kept in');
    assert.doesNotMatch(screen, /typed/);
    assert.equal(await terminal.code(), 0);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'llmspell/keys.json'), 'utf8')), {
      openai: 'sk-typed-in-here',
    });
  });

  test('Ctrl+C gives up', async (t) => {
    const folder = join(path, 'given-up');
    mkdirSync(folder);
    const terminal = new Terminal('keys add openai', folder, `env XDG_CONFIG_HOME='${folder}' ${CLI}`);
    t.after(() => terminal.hangUp());
    await terminal.shows('(not shown):');
    terminal.keys('C-c');
    await terminal.shows('no key was given');
    assert.equal(await terminal.code(), 2);
  });
});
