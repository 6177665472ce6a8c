// All that a session publishes, in order: what scripts write is gathered for some tens of milliseconds, and goes out before
// anything that comes after it. Control thread.

import type { OutputStream } from '../../engine/contract.js';
import type { Header } from '../../protocol/header.js';
import type { NotificationContent, NotificationType } from '../../protocol/notifications.js';
import { OUTPUT_CHUNK_BYTES } from '../../transport/transport.js';
import type { JsonObject } from '../../protocol/schema.js';
import type { KernelOptions } from '../contract.js';
import type { PublishOptions, Publisher } from '../publisher.js';
import { encodedStream } from './encoded-stream.js';
import { joined } from './joined.js';
import type { LinePlace } from './placed-lengths.js';
import { PlacedLengths, placesOf } from './placed-lengths.js';
import type { RateLimit } from './rate-limit.js';
import type { StreamPiece } from './stream-text.js';
import { StreamText } from './stream-text.js';

/** How long output waits for more of it. */
const GATHER_MS = 30;
/** Less than this is quickly made a string and JSON of; of more the strings would cost more than all else. */
const ENCODED_BYTES = 4_096;

/** What is gathered comes from one message, on one stream. */
interface Gathered {
  readonly parent: Header | undefined;
  readonly stream: OutputStream;
  readonly text: StreamText;
  readonly lengths: PlacedLengths;
}

export class SessionOutput {
  #gathered: Gathered | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Beginnings of characters whose rest has not come yet, on the stream that is not being gathered. */
  #unfinished: Gathered[] = [];

  constructor(
    private readonly session: string,
    private readonly publisher: Publisher,
    private readonly rate: RateLimit,
    private readonly options: Pick<KernelOptions, 'isEmbedded' | 'onMuchOutput'> = {},
  ) {}

  /** Whether something that was written has not been sent. */
  get isGathering(): boolean {
    return this.#gathered !== undefined;
  }

  /**
   * @param place where in a script it was written, if a debugger wants to know
   * @returns a promise that holds the script back, where subscribers or the session's rate ask for it
   */
  write(parent: Header | undefined, stream: OutputStream, bytes: Uint8Array, place?: LinePlace): void | Promise<void> {
    if (this.options.isEmbedded === true) return this.#publishBytes(parent, stream, bytes, place);
    const waits: (void | Promise<void>)[] = [];
    for (let at = 0; at < bytes.byteLength;) {
      const { text, lengths } = this.#open(parent, stream);
      const piece = bytes.subarray(at, at + OUTPUT_CHUNK_BYTES - text.size);
      at += piece.byteLength;
      text.add(piece);
      lengths.add(piece.byteLength, place);
      if (text.size < OUTPUT_CHUNK_BYTES) continue;
      waits.push(this.#send(false));
      this.options.onMuchOutput?.();
    }
    waits.push(this.rate.charge(bytes.byteLength));
    if (this.#gathered !== undefined) this.#timer ??= setTimeout(() => void this.#send(false), GATHER_MS);
    return joined(waits);
  }

  /** Publishes after all that has been written. */
  publish<T extends NotificationType>(
    type: T,
    content: NotificationContent<T>,
    options: Omit<PublishOptions, 'session' | 'rate'>,
  ): void | Promise<void> {
    return this.#publishNext(type, content, options);
  }

  /** The same for what scripts send as often as they like: they wait for the session's rate. */
  publishAtRate<T extends NotificationType>(
    type: T,
    content: NotificationContent<T>,
    options: Omit<PublishOptions, 'session' | 'rate'>,
  ): void | Promise<void> {
    return this.#publishNext(type, content, { ...options, rate: this.rate });
  }

  /** Sends all that has been written. */
  flush(): void | Promise<void> {
    const waits = [this.#send(true)];
    for (const gathered of this.#unfinished.splice(0)) waits.push(this.#sendText(gathered, true));
    return joined(waits);
  }

  /** The session's rate holds: a run begins. */
  throttle(): void {
    this.rate.hold();
  }

  /** What waits because of the session's rate goes on: its run is being ended. */
  unthrottle(): void {
    this.rate.release();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#gathered = undefined;
    this.#unfinished = [];
    this.rate.release();
  }

  #publishNext<T extends NotificationType>(
    type: T,
    content: NotificationContent<T>,
    options: PublishOptions,
  ): void | Promise<void> {
    return joined([this.flush(), this.publisher.publish(type, content, { ...options, session: this.session })]);
  }

  #publishBytes(
    parent: Header | undefined,
    stream: OutputStream,
    bytes: Uint8Array,
    place: LinePlace | undefined,
  ): void | Promise<void> {
    if (bytes.byteLength === 0) return undefined;
    const vendor = { bytes: true, ...placesOf([{ bytes: bytes.byteLength, place }]) };
    const options = { parent, session: this.session, vendor, buffers: [bytes] };
    return this.publisher.publish('stream', { name: stream, text: '' }, options);
  }

  /** What is being gathered goes out first when it is something else. */
  #open(parent: Header | undefined, stream: OutputStream): Gathered {
    const isSame = (gathered: Gathered): boolean =>
      gathered.parent?.msg_id === parent?.msg_id && gathered.stream === stream;
    if (this.#gathered !== undefined && isSame(this.#gathered)) return this.#gathered;
    void this.#send(false);
    const aside = this.#unfinished.find(isSame);
    this.#unfinished = this.#unfinished.filter((gathered) => gathered !== aside);
    if (this.#gathered !== undefined) this.#unfinished.push(this.#gathered);
    this.#gathered = aside ?? { parent, stream, text: new StreamText(), lengths: new PlacedLengths() };
    return this.#gathered;
  }

  #send(isLast: boolean): void | Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    if (gathered === undefined) return undefined;
    const sent = this.#sendText(gathered, isLast);
    if (gathered.text.size === 0) this.#gathered = undefined;
    return sent;
  }

  #sendText({ parent, stream, text, lengths }: Gathered, isLast: boolean): void | Promise<void> {
    const piece = text.take(isLast);
    if (piece === undefined) return undefined;
    const options = this.#optionsOf(parent, piece, lengths.take(piece.bytes.length));
    if (piece.isText && piece.bytes.length >= ENCODED_BYTES) {
      return this.publisher.publishStream(encodedStream(stream, piece.bytes), options);
    }
    return this.publisher.publish('stream', { name: stream, text: piece.bytes.toString() }, options);
  }

  /** What is no text travels as it is; beside it the text is an approximation. */
  #optionsOf(parent: Header | undefined, { bytes, isText }: StreamPiece, places: JsonObject): PublishOptions {
    const options = { parent, session: this.session };
    if (isText) return { ...options, vendor: places };
    return { ...options, vendor: { ...places, bytes: true }, buffers: [bytes] };
  }
}
