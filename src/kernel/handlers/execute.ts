// execute_request: runs code in a session, publishes what comes of it, and says how it went. Control thread.

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { SpellError } from '../../base/errors.js';
import { toTagged } from '../../base/tagged-json.js';
import type { MimeBundle, Value } from '../../base/values.js';
import type { RunOutcome, RunRequest } from '../../engine/contract.js';
import type { ReplyContent, RequestContent } from '../../protocol/requests.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { toJson } from '../../protocol/to-json.js';
import type { StepManner } from '../../services/stores/session-store.js';
import type { ExecuteMetadata, ExecuteReplyMetadata } from '../../protocol/vendor.js';
import { executeMetadata, VENDOR_KEY } from '../../protocol/vendor.js';
import type { Exchange } from '../exchange.js';
import type { RunFailure } from '../run-failure.js';
import { outcomeFailure, publishFailure } from '../run-failure.js';
import type { Session } from '../session.js';
import type { Finished, RunOrigin } from '../session-run.js';

type Content = RequestContent<'execute'>;
type Reply = ReplyContent<'execute'>;

/** Counts the executions of a kernel. */
export interface ExecutionCounts {
  finished: number;
  failed: number;
  running: number;
}

export async function execute(
  content: Content,
  exchange: Exchange,
  session: Session,
  counts: ExecutionCounts,
): Promise<Reply> {
  session.assertOpen();
  const options = optionsOf(exchange);
  if (options.working_directory !== undefined) await assertFolder(options.working_directory);
  const execution = new Execution(content, options, exchange, session);
  counts.running++;
  try {
    const reply = await execution.execute();
    if (reply.status !== 'error') return reply;
    counts.failed++;
    if (content.stop_on_error && !content.silent) {
      // What the client has sent together with it counts on it, and may have arrived without having been read.
      await eventLoopTurn();
      session.queue.abortWaiting(exchange.client.id);
    }
    return reply;
  } finally {
    counts.running--;
    counts.finished++;
  }
}

/** Long enough for messages that have arrived to be read. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** @throws SpellError `MESSAGE_CONTENT` */
function optionsOf({ message }: Exchange): ExecuteMetadata {
  return executeMetadata.parse(message.metadata[VENDOR_KEY] ?? {}, `metadata.${VENDOR_KEY}`);
}

/** @throws SpellError `MESSAGE_CONTENT`: relative paths would begin nowhere */
async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new SpellError('MESSAGE_CONTENT', `metadata.${VENDOR_KEY}.working_directory: there is no folder '${path}'`, {
    help: "name a folder of the kernel's machine, or none to use the kernel's own",
  });
}

class Execution {
  readonly #count: number;
  readonly #origin: RunOrigin;
  readonly #started = new Date();
  /** In the history, and in the session that is kept. */
  readonly #isKept: boolean;

  constructor(
    private readonly content: Content,
    private readonly options: ExecuteMetadata,
    private readonly exchange: Exchange,
    private readonly session: Session,
  ) {
    if (content.store_history) session.executionCount++;
    this.#count = session.executionCount;
    this.#isKept = content.store_history && (options.keep_secrets === true || !session.hasSecret(content.code));
    this.#origin = {
      parent: exchange.message.header,
      identity: exchange.identity,
      client: exchange.client.id,
      allowStdin: content.allow_stdin,
      stdin: options.stdin,
      isSilent: content.silent,
      streamsTokens: options.stream_tokens,
      record: this.#isKept && !content.silent ? session.record.begin(content.code, mannerOf(options)) : undefined,
    };
  }

  async execute(): Promise<Reply> {
    const { content, session } = this;
    if (this.#isKept) this.session.history.append(this.#count, content.code);
    // What comes of it is only taken after this: the engine may begin meanwhile.
    const running = this.#run();
    if (!content.silent) {
      const { code } = content;
      void session.output.publish('execute_input', { code, execution_count: this.#count }, this.#parent());
    }
    const finished = await running.catch((error: unknown) => this.#notRun(error));
    const failure = await outcomeFailure(finished, session.cells);
    const { outcome } = finished;
    this.exchange.replyMetadata = this.#metadata(finished, failure);
    this.#keep(finished, failure);
    if (failure !== undefined) {
      await publishFailure(failure, session.output, this.#origin);
      const { ename, evalue, traceback } = failure;
      return { status: 'error', execution_count: this.#count, ename, evalue, traceback };
    }
    if (outcome.status === 'ok' && outcome.shown !== undefined) await this.#show(outcome.shown);
    const user_expressions = outcome.status === 'ok' ? await this.#userExpressions() : {};
    return { status: 'ok', execution_count: this.#count, user_expressions, payload: [] };
  }

  /** A request that cannot be run is told as one that was refused is. */
  async #run(): Promise<Finished> {
    return this.session.run(this.#request(), this.#origin);
  }

  #notRun(error: unknown): never {
    const told = error instanceof SpellError ? { name: error.code, message: error.message } : null;
    const { record } = this.#origin;
    if (record !== undefined) {
      this.session.record.keep(record, { status: 'error', result: null, error: told, durationMs: 0 });
    }
    throw error;
  }

  #keep({ outcome, durationMs }: Finished, failure: RunFailure | undefined): void {
    const { record } = this.#origin;
    if (record === undefined) return;
    const text = outcome.status === 'ok' ? outcome.shown?.['text/plain'] : undefined;
    const ended = outcome.status === 'exit' ? 'exit' : 'ok';
    this.session.record.keep(record, {
      status: failure === undefined || ended === 'exit' ? ended : 'error',
      result: typeof text === 'string' ? text : null,
      error: failure === undefined ? null : { name: failure.ename, message: failure.evalue },
      durationMs,
    });
  }

  #parent(): { parent: RunOrigin['parent'] } {
    return { parent: this.#origin.parent };
  }

  #request(): RunRequest {
    const { options } = this;
    const { code_sha256: digest } = options;
    const code = digest === undefined ? this.content.code : vouchedBuffer(this.exchange.message.buffers, digest);
    return {
      code,
      chunkName: this.#chunkName(code),
      echo: options.echo,
      keepLocals: options.keep_locals,
      keepResult: options.keep_result,
      args: options.args,
      ...defined({
        scriptName: options.script_name,
        scriptDirectory: options.script_directory,
        workingDirectory: options.working_directory,
        timeoutMs: options.timeout_ms,
      }),
    };
  }

  #chunkName(code: string | Uint8Array): string {
    const { cells } = this.session;
    const { chunk_name: given } = this.options;
    if (given === undefined)
      return cells.addCell(this.content.code, this.content.store_history ? this.#count : undefined);
    cells.addNamed(given, code);
    return given;
  }

  async #show(shown: MimeBundle): Promise<void> {
    const data = jsonOf(shown);
    const text = data['text/plain'];
    if (this.#isKept && typeof text === 'string') this.session.history.setOutput(this.#count, text);
    if (this.content.silent) return;
    const result = { execution_count: this.#count, data, metadata: {}, transient: {} };
    await this.session.output.publish('execute_result', result, this.#parent());
  }

  /** Each on its own: one that fails says so, and the cell is none the worse. */
  async #userExpressions(): Promise<Record<string, JsonObject>> {
    const results: [string, JsonObject][] = [];
    for (const [name, code] of Object.entries(this.content.user_expressions)) {
      results.push([name, await this.#evaluate(name, code)]);
    }
    return Object.fromEntries(results);
  }

  async #evaluate(name: string, code: string): Promise<JsonObject> {
    const request = { code, chunkName: `=${name}`, echo: true };
    this.session.cells.addNamed(request.chunkName, code);
    const finished = await this.session.run(request, { ...this.#origin, allowStdin: false, record: undefined });
    const failure = await outcomeFailure(finished, this.session.cells);
    if (failure !== undefined) {
      const { ename, evalue, traceback } = failure;
      return { status: 'error', ename, evalue, traceback };
    }
    const { outcome } = finished;
    const shown = outcome.status === 'ok' ? outcome.shown : undefined;
    return { status: 'ok', data: shown === undefined ? { 'text/plain': 'nil' } : jsonOf(shown), metadata: {} };
  }

  #metadata({ runId, outcome, durationMs }: Finished, failure: RunFailure | undefined): JsonObject {
    const vendor: ExecuteReplyMetadata = {
      session: this.session.name,
      run: runId,
      duration_ms: durationMs,
      outcome: outcome.status,
      engine_replaced: outcome.status === 'error' && outcome.engineReplaced === true,
      ...(outcome.status === 'exit' ? { exit_code: outcome.code } : {}),
      ...(outcome.status === 'ok' && !this.options.echo ? { results: taggedResults(outcome) } : {}),
      ...(outcome.status === 'error' ? { failure_kind: outcome.failure.kind } : {}),
      ...(failure?.report === undefined ? {} : { report: plain(failure.report) }),
    };
    return { started: this.#started.toISOString(), [VENDOR_KEY]: vendor };
  }
}

function mannerOf({ echo, keep_locals, script_name, args }: ExecuteMetadata): StepManner {
  return {
    ...{ echo, keepsLocals: keep_locals },
    ...(script_name === undefined ? {} : { scriptName: script_name }),
    ...(args.length === 0 ? {} : { args }),
  };
}

/** @throws SpellError `MESSAGE_CONTENT`: buffers are not signed, but the digest is */
function vouchedBuffer([code]: readonly Uint8Array[], digest: string): Uint8Array {
  if (code !== undefined && createHash('sha256').update(code).digest('hex') === digest) return code;
  throw new SpellError('MESSAGE_CONTENT', 'the first buffer is not what metadata.llmspell.code_sha256 says');
}

function taggedResults({ results }: Extract<RunOutcome, { status: 'ok' }>): JsonValue[] {
  return results.map((result) => toTagged(result));
}

function jsonOf(shown: MimeBundle): JsonObject {
  return Object.fromEntries(Object.entries(shown).map(([mime, value]: [string, Value]) => [mime, toJson(value)]));
}

/** As JSON has it: entries that are undefined are not there. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(entries: T): Defined<T> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Defined<T>;
}
