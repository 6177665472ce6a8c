import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestContent, RequestHandlers } from './requests.js';
import { parseReply, parseRequest, requestNameOf, requests } from './requests.js';

/** Handlers of a kernel that can do nothing, whole: that it compiles shows that every request is known here. */
const handlers: RequestHandlers<null> = {
  kernel_info: async () => ({
    status: 'ok',
    protocol_version: '5.4',
    implementation: 'x',
    implementation_version: '1',
    language_info: { name: 'lua', version: '5.4', mimetype: 'text/x-lua', file_extension: '.lua' },
    banner: '',
    help_links: [],
    supported_features: [],
  }),
  execute: async ({ silent }) => ({
    status: 'ok',
    execution_count: silent ? 0 : 1,
    user_expressions: {},
    payload: [],
  }),
  complete: async ({ cursor_pos }) => ({
    status: 'ok',
    matches: [],
    cursor_start: cursor_pos,
    cursor_end: cursor_pos,
    metadata: {},
  }),
  inspect: async () => ({ status: 'ok', found: false, data: {}, metadata: {} }),
  is_complete: async ({ code }) => (code === '' ? { status: 'complete' } : { status: 'incomplete', indent: '  ' }),
  history: async () => ({
    status: 'ok',
    history: [
      [0, 1, 'x'],
      [0, 2, ['x', null]],
    ],
  }),
  comm_info: async () => ({ status: 'ok', comms: { c: { target_name: 't' } } }),
  shutdown: async ({ restart }) => ({ status: 'ok', restart }),
  interrupt: async () => ({ status: 'ok' }),
  debug: async ({ command, seq }) => ({
    type: 'response',
    seq: 0,
    request_seq: seq,
    success: false,
    command,
    message: 'not started',
  }),
  llmspell_status: async () => ({ status: 'ok', kernel: {} }),
};

const withoutDebug: Omit<RequestHandlers<null>, 'debug'> = handlers;
// @ts-expect-error -- a handler is missing: this line is the test, it fails when the types let that pass
const incomplete: RequestHandlers<null> = withoutDebug;
// @ts-expect-error -- a reply must have what its request asked for
const wrongReply: RequestHandlers<null>['inspect'] = async () => ({ status: 'ok', found: true });

test('a missing handler and a reply without its fields do not compile', () => {
  assert.equal(incomplete, withoutDebug);
  assert.equal(typeof wrongReply, 'function');
});

test('what handlers may answer is what the other side accepts', async () => {
  const answers = [
    parseReply('kernel_info', await handlers.kernel_info({}, null)),
    parseReply('is_complete', await handlers.is_complete({ code: 'x' }, null)),
    parseReply('history', await handlers.history({ hist_access_type: 'tail', n: 1, output: false, raw: true }, null)),
    parseReply('debug', await handlers.debug({ type: 'request', seq: 3, command: 'attach' }, null)),
  ];
  assert.equal(answers.length, 4);
  assert.throws(() => parseReply('history', { status: 'ok', history: [[0, 'x', 'y']] }), {
    message: 'content.history[0][1] must be an integer; it is the string "x"',
  });
  assert.throws(() => parseReply('history', { status: 'ok', history: [[0, 1, ['x', 5]]] }), /history\[0\]\[2\]\[1\]/);
});

test('message types lead to requests, and only to those that there are', () => {
  for (const name of Object.keys(requests)) assert.equal(requestNameOf(`${name}_request`), name);
  const others = ['execute', 'execute_reply', '_request', 'toString_request', '__proto___request', 'input_request', ''];
  for (const type of others) assert.equal(requestNameOf(type), undefined, type);
});

test('what a client leaves out of execute is filled in', () => {
  const defaults: RequestContent<'execute'> = {
    code: 'print(1)',
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  const parsed = (content: object): object => parseRequest('execute', content).content;
  assert.deepEqual(parsed({ code: 'print(1)' }), defaults);
  assert.deepEqual(parsed({ ...defaults, silent: true }), { ...defaults, silent: true, store_history: false });
  assert.deepEqual(parsed({ code: '', cellId: 'abc' }), { ...defaults, code: '', cellId: 'abc' });
  assert.throws(() => parsed({ code: 1 }), { message: 'content.code must be a string; it is the number 1' });
  assert.throws(
    () => parsed({ code: '', user_expressions: { a: 1 } }),
    /content\.user_expressions\.a must be a string/,
  );
});

test('the three kinds of history requests', () => {
  const parsed = (content: object): object => parseRequest('history', content).content;
  const filter = { output: false, raw: true };
  assert.deepEqual(parsed({ hist_access_type: 'range' }), {
    hist_access_type: 'range',
    ...filter,
    session: 0,
    start: 1,
  });
  assert.deepEqual(parsed({ hist_access_type: 'tail', n: 5, output: true }), {
    hist_access_type: 'tail',
    ...filter,
    output: true,
    n: 5,
  });
  assert.deepEqual(parsed({ hist_access_type: 'search', pattern: 'p*', n: null }), {
    hist_access_type: 'search',
    ...filter,
    pattern: 'p*',
    unique: false,
  });
  assert.throws(() => parsed({ hist_access_type: 'tail' }), /content\.n is missing/);
  assert.throws(() => parsed({ n: 5 }), /content\.hist_access_type is missing/);
});

test('every reply can be an error', () => {
  const error = { status: 'error', ename: 'E', evalue: 'v', traceback: [] };
  for (const name of Object.keys(requests) as (keyof typeof requests)[]) {
    if (name === 'debug') continue;
    assert.deepEqual(parseReply(name, error), error, name);
  }
  assert.deepEqual(parseReply('execute', { status: 'aborted' }), { status: 'aborted' });
  assert.throws(() => parseReply('execute', { status: 'ok' }), /content\.execution_count is missing/);
});

test("JupyterLab's debug requests pass, its first without arguments too", () => {
  const content = { type: 'request', seq: 0, command: 'debugInfo' };
  assert.deepEqual(parseRequest('debug', content).content, content);
  const breakpoints = { ...content, command: 'setBreakpoints', arguments: { breakpoints: [{ line: 1 }] } };
  assert.deepEqual(parseRequest('debug', breakpoints).content, breakpoints);
  assert.throws(() => parseRequest('debug', { type: 'request', seq: 1 }), /content\.command is missing/);
});
