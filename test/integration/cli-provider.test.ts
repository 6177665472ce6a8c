// `llmspell provider` as a process, and scripts that ask the providers of a configuration file.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answering, json, startModelServer } from '../support/model-server.js';
import type { ModelServer } from '../support/model-server.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let server: ModelServer;
let config: string;
before(async () => {
  server = await startModelServer();
  folder.file(
    'answers.json',
    JSON.stringify({
      entries: [
        { when: 'Hi', text: 'Scripted.' },
        { text: 'OK', repeat: true },
      ],
    }),
  );
  config = folder.file(
    'models.toml',
    `[providers]
default_provider = "lab"
[providers.lab]
base_url = "${server.baseUrl}"
model = "m"
headers = ["X-Team: sk-hidden-header"]
retries = 0
[providers.scripted]
kind = "offline"
cassette = "answers.json"
`,
  );
});
after(() => server.close());

const env = { LAB_API_KEY: 'sk-hidden-key' };
const run = (...args: string[]): ReturnType<typeof runCli> =>
  runCli([...args, '--config', config], { env, cwd: folder.path });

describe('llmspell provider', () => {
  test('list shows what is configured, the default with a mark, and no secret', async () => {
    const { stdout, code } = await run('provider', 'list');
    assert.equal(code, 0);
    assert.match(stdout, /^lab \* +openai-compatible +m +http:\/\/127\.0\.0\.1:\d+\/v1 +key$/m);
    assert.match(stdout, /^scripted +offline +cassette +no network +no key$/m);
    assert.match(stdout, /^offline +offline +extractive /m);
    const listed = (await run('provider', 'list', '--output', 'json')).stdout;
    const [first] = JSON.parse(listed) as { name: string; has_api_key: boolean }[];
    assert.deepEqual([first?.name, first?.has_api_key], ['openai-compatible/lab/m', true]);
    assert.doesNotMatch(stdout + listed, /hidden/);
  });

  test('test asks all of them', async () => {
    server.respondWith(answering('OK'));
    const { stdout, code } = await run('provider', 'test');
    assert.equal(code, 0);
    assert.match(stdout, /^lab\/m {2}ok {2}\d+ ms\nscripted\/cassette {2}ok .*\noffline\/extractive {2}ok /);
    const sent = server.requests.at(-1);
    assert.deepEqual([sent?.authorization, sent?.headers['x-team']], ['Bearer sk-hidden-key', 'sk-hidden-header']);
  });

  test('test says why one does not answer, and ends with 1', async () => {
    server.respondWith(json(401, { error: { message: 'bad key sk-hidden-key' } }));
    const { stdout, code } = await run('provider', 'test', 'lab');
    assert.equal(code, 1);
    assert.match(stdout, /^lab\/m {2}failed {2}PROVIDER_AUTH\n.*bad key \*\*\*.*\n {2}help: set LAB_API_KEY/);
    const { stdout: fields } = await run('provider', 'test', 'lab/other', 'offline', '--output', 'json');
    const trials = JSON.parse(fields) as { ok: boolean; model: string; code?: string }[];
    assert.deepEqual(
      trials.map(({ ok, model, code: failure }) => [ok, model, failure]),
      [
        [false, 'other', 'PROVIDER_AUTH'],
        [true, 'extractive', undefined],
      ],
    );
    assert.doesNotMatch(stdout + fields, /hidden/);
  });

  test('what it does not know is said', async () => {
    for (const [args, message] of [
      [['provider'], /provider needs a command.*\n.*list, test/],
      [['provider', 'tset'], /did you mean 'test'/],
      [['provider', 'test', 'lob'], /Unknown provider 'lob' \(did you mean 'lab'\?\)/],
    ] as const) {
      const { stderr, code } = await run(...args);
      assert.match(stderr, message);
      assert.equal(code, 2);
    }
  });
});

describe('scripts', () => {
  test('ask the default provider, and others by name', async () => {
    server.respondWith(answering('From the lab'));
    const code = `
      local function ask(model)
        local b = Agent.builder()
        if model then b:model(model) end
        local answer = b:build():execute({ text = "Hi" })
        print(answer.text, answer.metadata.provider, answer.metadata.offline)
      end
      ask() ask("scripted/any/model")
      print(Provider.usage().run.requests, #Provider.list(), LocalLLM.status().ollama.error)`;
    const { stdout, stderr } = await run('exec', code);
    assert.equal(stdout, 'From the lab\tlab\tnil\nScripted.\tscripted\ttrue\n2\t3\tNot configured\n', stderr);
  });
});
