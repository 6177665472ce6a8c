// Standard input of scripts: the kernel asks the client that executes, on stdin. Control thread.

import { SpellError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import type { Header, Sender } from '../protocol/header.js';
import { createHeader } from '../protocol/header.js';
import { parseNotification } from '../protocol/notifications.js';
import type { JsonObject } from '../protocol/schema.js';
import { isObject } from '../protocol/schema.js';
import { inputReplyMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import type { Message, Wire } from '../protocol/wire.js';
import type { KernelTransport } from '../transport/transport.js';

/** Who is asked. */
export interface InputSource {
  readonly parent: Header;
  readonly identity: Uint8Array;
  readonly allowStdin: boolean;
  readonly stdin: 'text' | 'bytes';
}

interface Question {
  readonly request: Header;
  readonly source: InputSource;
  readonly answer: (message: Message) => void;
  readonly fail: (error: Error) => void;
}

/** Where none is connected at two looks in a row, nobody is left who could answer: a client need not say on stdin that it goes. */
const LOOK_MS = 1000;

/** What Jupyter's clients send when there is no more input. */
const END_OF_TRANSMISSION = '\x04';

export class InputRequests {
  #questions: Question[] = [];

  constructor(
    private readonly sender: Sender,
    private readonly wire: Wire,
    private readonly transport: KernelTransport,
    private readonly logger: Logger,
  ) {}

  /**
   * Bytes from the client; a line with its line break where it answers in text. `null` is the end of the input.
   * @throws SpellError `INPUT_NOT_ALLOWED` where the client takes no questions, `INPUT_CLIENT_GONE` where it goes or none is left, what the client gives as the reason that it has
   *   no input, and the signal's reason
   */
  async read(source: InputSource, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null> {
    if (!source.allowStdin) {
      throw new SpellError('INPUT_NOT_ALLOWED', 'this client cannot be asked for input', {
        help: 'run the code where input can be typed, or pass the text in a variable',
      });
    }
    signal.throwIfAborted();
    const message = await this.#ask(source, maxBytes, signal);
    const { content } = parseNotification('input_reply', message.content) as { content: { value: string } };
    const vendor = message.metadata[VENDOR_KEY];
    const { bytes, eof, error } = inputReplyMetadata.parse(isObject(vendor) ? vendor : {}, `metadata.${VENDOR_KEY}`);
    if (error !== undefined) throw new SpellError(error.code, error.message, error);
    if (bytes || source.stdin === 'bytes') {
      const [first] = message.buffers;
      return first === undefined || first.byteLength === 0 ? null : first;
    }
    return eof || content.value === END_OF_TRANSMISSION ? null : Buffer.from(`${content.value}\n`);
  }

  /** An answer has come. One without a parent, as older clients send it, is for the latest question to its client. */
  take(message: Message): void {
    const { header, parentHeader } = message;
    const question =
      header.msg_type !== 'input_reply'
        ? undefined
        : this.#questions.findLast(({ request, source }) =>
            parentHeader === undefined
              ? source.parent.session === header.session
              : parentHeader.msg_id === request.msg_id,
          );
    if (question !== undefined) question.answer(message);
    else this.logger.log({ level: 'warn', module: 'kernel', message: `a ${header.msg_type} answers no question` });
  }

  /** Its questions will not be answered. */
  clientGone(client: Uint8Array): void {
    const asked = this.#questions.filter(({ source }) => Buffer.compare(source.identity, client) === 0);
    for (const { fail } of asked) fail(clientGone());
  }

  #ask(source: InputSource, maxBytes: number, signal: AbortSignal): Promise<Message> {
    const request = createHeader('input_request', this.sender);
    return new Promise((resolve, reject) => {
      const watch = this.#whenAlone(() => fail(clientGone()));
      const forget = (): void => {
        clearInterval(watch);
        this.#questions = this.#questions.filter((question) => question.request !== request);
        signal.removeEventListener('abort', onAbort);
      };
      const fail = (error: Error): void => {
        forget();
        reject(error);
      };
      const onAbort = (): void => fail(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      const answer = (message: Message): void => {
        forget();
        resolve(message);
      };
      this.#questions.push({ request, source, answer, fail });
      this.transport.send('stdin', source.identity, this.#encode(request, source, maxBytes));
    });
  }

  #whenAlone(action: () => void): NodeJS.Timeout {
    let wasAlone = false;
    return setInterval(() => {
      const isAlone = this.transport.connections() === 0;
      if (isAlone && wasAlone) action();
      wasAlone = isAlone;
    }, LOOK_MS);
  }

  #encode(request: Header, { parent, stdin }: InputSource, maxBytes: number): Uint8Array[] {
    const metadata: JsonObject = stdin === 'bytes' ? { [VENDOR_KEY]: { max_bytes: maxBytes } } : {};
    return this.wire.encode({
      header: request,
      parentHeader: parent,
      metadata,
      content: { prompt: '', password: false },
    });
  }
}

function clientGone(): SpellError {
  return new SpellError('INPUT_CLIENT_GONE', 'the client that was asked for input has gone', {
    help: 'run the code again from a client that stays, or pass the text in a variable',
  });
}
