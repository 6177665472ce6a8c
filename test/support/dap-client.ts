// A client of the built DAP server over standard input and output. Every message is checked against the protocol.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { FrameReader, encodeFrame } from '../../src/adapters/dap/framing.js';
import type { JsonObject } from '../../src/protocol/schema.js';
import type { DapAnswer } from './dap-peer.js';
import { DapPeer } from './dap-peer.js';
import { dapProblems } from './dap-schema.js';
import type { RunningCli } from './run-cli.js';
import { startCli } from './run-cli.js';

interface Received extends JsonObject {
  readonly type: string;
  readonly request_seq?: number;
  readonly event?: string;
  readonly body?: JsonObject;
}

export class DapClient extends DapPeer {
  readonly cli: RunningCli;
  /** In the order in which they came. */
  readonly received: Received[] = [];
  readonly problems: string[] = [];
  /** Of the request that was sent last. */
  lastSeq = 0;
  readonly #waiting: Map<number, (answer: DapAnswer) => void>;

  constructor(t: TestContext, options: Parameters<typeof startCli>[1] = {}) {
    const waiting = new Map<number, (answer: DapAnswer) => void>();
    let seq = 0;
    super({
      request: (command, args) => {
        const message = { seq: ++seq, type: 'request', command, ...(args !== undefined && { arguments: args }) };
        this.lastSeq = seq;
        this.cli.process.stdin!.write(encodeFrame(message));
        return new Promise((resolve) => waiting.set(message.seq, resolve));
      },
    });
    this.#waiting = waiting;
    this.cli = startCli(['dap'], { keepInputOpen: true, ...options });
    const reader = new FrameReader();
    this.cli.process.stdout!.on('data', (bytes: Buffer) => {
      for (const framed of reader.take(bytes)) {
        if (framed.type === 'message') this.#take(framed.message as Received);
        else this.problems.push(framed.problem);
      }
    });
    t.after(async () => {
      this.cli.process.stdin!.end();
      const { code, stderr } = await this.cli.result;
      assert.deepEqual([code, stderr, this.problems], [0, '', []]);
    });
  }

  /** The answer to a request, whether it succeeds or not. */
  send(command: string, args?: JsonObject): Promise<DapAnswer> {
    return this.road.request(command, args);
  }

  #take(message: Received): void {
    this.received.push(message);
    this.problems.push(...dapProblems(message as never).map((problem) => `${JSON.stringify(message)}: ${problem}`));
    if (message['seq'] !== this.received.length) this.problems.push(`seq ${JSON.stringify(message['seq'])}`);
    const { body = {} } = message;
    if (message.type === 'event') this.saw({ event: message.event!, body });
    else this.#waiting.get(message.request_seq!)?.({ ...(message as unknown as DapAnswer), body });
  }
}
