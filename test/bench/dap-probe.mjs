// Measures the built debug server over TCP, as an editor meets it, and prints the samples as one JSON line: `node dap-probe.mjs WHAT
// [COUNT]`. WHAT is `step` (milliseconds from a request to step over to the `stopped` event) or `clients` (the slowest command, in
// milliseconds, of clients that step through scripts of their own at once).

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../dist/llmspell.cjs', import.meta.url));
const LINES = ['local n = 0', 'while true do', '  n = n + 1', '  n = n + 2', '  n = n + 3', 'end'];
/** Steps before those that count. */
const WARM = 20;

/** A client of one debug session; requests are answered in order, events are waited for by name. */
class Client {
  /** @param {number} port */
  constructor(port) {
    this.socket = createConnection(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.left = Buffer.alloc(0);
    this.seq = 0;
    /** @type {Map<number, (message: any) => void>} */
    this.pending = new Map();
    /** @type {Map<string, (() => void)[]>} */
    this.events = new Map();
    this.socket.on('data', (bytes) => this.take(bytes));
  }

  /** @param {string} command @param {object} [args] @returns {Promise<any>} */
  ask(command, args) {
    const message = JSON.stringify({ seq: ++this.seq, type: 'request', command, arguments: args });
    this.socket.write(`Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
    return new Promise((resolve, reject) => {
      this.pending.set(this.seq, (response) => {
        if (response.success) resolve(response.body);
        else reject(new Error(`${command}: ${response.message}`));
      });
    });
  }

  /** @param {string} name @returns {Promise<void>} */
  next(name) {
    return new Promise((resolve) => this.events.set(name, [...(this.events.get(name) ?? []), resolve]));
  }

  /** @param {Buffer} bytes */
  take(bytes) {
    this.left = Buffer.concat([this.left, bytes]);
    for (;;) {
      const end = this.left.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.left.toString('latin1', 0, end))?.[1]);
      if (this.left.length < end + 4 + length) return;
      const message = JSON.parse(this.left.toString('utf8', end + 4, end + 4 + length));
      this.left = this.left.subarray(end + 4 + length);
      if (message.type === 'response') this.pending.get(message.request_seq)?.(message);
      else for (const resolve of this.events.get(message.event)?.splice(0) ?? []) resolve();
    }
  }

  /** Starts a script, and waits until it is paused in its loop. @param {string} program */
  async launch(program) {
    await this.ask('initialize', { adapterID: 'bench' });
    await this.ask('launch', { program });
    await this.ask('setBreakpoints', { source: { path: program }, breakpoints: [{ line: 3 }] });
    const stopped = this.next('stopped');
    await this.ask('configurationDone');
    await stopped;
    await this.ask('setBreakpoints', { source: { path: program }, breakpoints: [] });
  }

  /** @returns {Promise<number>} milliseconds of a step over, until it is known where the script is */
  async step() {
    const start = performance.now();
    const stopped = this.next('stopped');
    await this.ask('next', { threadId: 1 });
    await stopped;
    return performance.now() - start;
  }

  /** @returns {Promise<number[]>} milliseconds of what an editor asks at a stop */
  async look() {
    const times = [];
    const timed = async (/** @type {string} */ command, /** @type {object} */ args) => {
      const start = performance.now();
      const body = await this.ask(command, args);
      times.push(performance.now() - start);
      return body;
    };
    await timed('threads', {});
    const { stackFrames } = await timed('stackTrace', { threadId: 1, startFrame: 0, levels: 20 });
    const { scopes } = await timed('scopes', { frameId: stackFrames[0].id });
    await timed('variables', { variablesReference: scopes[0].variablesReference });
    return times;
  }
}

/** @param {(port: number, program: (name: string) => string) => Promise<number[]>} use */
async function withServer(use) {
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  const server = spawn(process.execPath, [COMMAND, 'debug-server', '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const line = await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(String(bytes))));
    return await use(JSON.parse(line).port, (name) => {
      const file = join(folder, name);
      writeFileSync(file, LINES.join('\n'));
      return file;
    });
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

/** @type {Record<string, (count: number) => Promise<number[]>>} */
const probes = {
  step: (count) =>
    withServer(async (port, program) => {
      const client = new Client(port);
      await client.launch(program('step.lua'));
      const samples = [];
      for (let i = 0; i < WARM + count; i++) samples.push(await client.step());
      client.socket.destroy();
      return samples.slice(WARM);
    }),
  clients: (count) =>
    withServer(async (port, program) => {
      const clients = Array.from({ length: 10 }, () => new Client(port));
      await Promise.all(clients.map((client, i) => client.launch(program(`client-${i}.lua`))));
      const each = async (/** @type {Client} */ client) => {
        const times = [];
        for (let i = 0; i < WARM + count; i++) {
          const ofThis = [await client.step(), ...(await client.look())];
          if (i >= WARM) times.push(...ofThis);
        }
        return times;
      };
      const times = (await Promise.all(clients.map(each))).flat();
      for (const client of clients) client.socket.destroy();
      return [Math.max(...times)];
    }),
};

const [what = '', count = '51'] = process.argv.slice(2);
const probe = probes[what];
if (probe === undefined) throw new Error(`usage: dap-probe.mjs ${Object.keys(probes).join('|')} [COUNT]`);
console.log(JSON.stringify(await probe(Number(count))));
process.exit(0);
