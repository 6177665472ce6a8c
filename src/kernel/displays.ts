// What scripts show: host methods display.show and display.clear. Updates of one display are gathered. Control thread.

import type { CallContext, HostMethods, Value } from '../base/values.js';
import { isObject } from '../protocol/schema.js';
import type { JsonObject, JsonValue } from '../protocol/schema.js';
import { toJson } from '../protocol/to-json.js';
import { VENDOR_KEY } from '../protocol/vendor.js';
import type { SessionOutput } from './output/session-output.js';
import type { RunOrigin } from './session-run.js';

/** Updates of one display come no faster than this; the last one always comes. */
const UPDATE_MS = 50;
/** Bytes that are neither image nor sound nor film travel as buffers beyond this size. */
const MAX_INLINE_BYTES = 64 * 1024;

interface Shown {
  readonly origin: RunOrigin;
  readonly type: 'display_data' | 'update_display_data';
  readonly content: { data: JsonObject; metadata: JsonObject; transient: { display_id?: string } };
  readonly buffers: readonly Uint8Array[];
}

/** An update that may be replaced by a later one until its time comes. */
interface Window {
  latest: Shown | undefined;
  timer: NodeJS.Timeout;
}

export interface DisplayParts {
  readonly output: SessionOutput;
  readonly originOf: (runId: string) => RunOrigin | undefined;
  /** Resolves when what the script has written so far has been taken. */
  readonly earlierOutput: () => Promise<void>;
}

export class Displays {
  readonly #windows = new Map<string, Window>();

  constructor(private readonly parts: DisplayParts) {}

  readonly methods: HostMethods = {
    /** ({data: {mime: string, table or bytes}, metadata?, display_id?, update?}) */
    'display.show': async ([shown], { runId }: CallContext) => {
      const origin = this.parts.originOf(runId);
      if (origin === undefined || origin.isSilent || !isTable(shown)) return undefined;
      await this.parts.earlierOutput();
      await this.#show(toShown(shown, origin));
      return undefined;
    },

    /** ({wait}) */
    'display.clear': async ([options], { runId }: CallContext) => {
      const origin = this.parts.originOf(runId);
      if (origin === undefined || origin.isSilent) return undefined;
      await this.parts.earlierOutput();
      await this.flush();
      const wait = isTable(options) && options['wait'] === true;
      await this.parts.output.publish('clear_output', { wait }, { parent: origin.parent });
      return undefined;
    },
  };

  /** Sends the updates that wait, all of them at once where there is room. */
  flush(): void | Promise<void> {
    if (this.#windows.size === 0) return undefined;
    return Promise.all([...this.#windows.values()].map((window) => this.#sendLatest(window))).then(() => undefined);
  }

  dispose(): void {
    for (const { timer } of this.#windows.values()) clearTimeout(timer);
    this.#windows.clear();
  }

  async #show(shown: Shown): Promise<void> {
    const id = shown.content.transient.display_id;
    if (id === undefined || shown.type === 'display_data') {
      await this.flush();
      return this.#publish(shown);
    }
    const window = this.#windows.get(id);
    if (window !== undefined) {
      window.latest = shown;
      return;
    }
    this.#windows.set(id, { latest: undefined, timer: setTimeout(() => void this.#reopen(id), UPDATE_MS) });
    return this.#publish(shown);
  }

  /** The time of a window is over: what waits goes out and opens the next one. */
  async #reopen(id: string): Promise<void> {
    const latest = this.#windows.get(id)?.latest;
    this.#windows.delete(id);
    if (latest !== undefined) await this.#show(latest);
  }

  /** The window stays open: what is sent before its time does not let others through faster. */
  async #sendLatest(window: Window): Promise<void> {
    const { latest } = window;
    window.latest = undefined;
    if (latest !== undefined) await this.#publish(latest);
  }

  async #publish({ type, content, buffers, origin }: Shown): Promise<void> {
    await this.parts.output.publishAtRate(type, content, { parent: origin.parent, buffers });
  }
}

function toShown(shown: Readonly<Record<string, Value>>, origin: RunOrigin): Shown {
  const buffers: Uint8Array[] = [];
  const places: Record<string, number> = {};
  const data: Record<string, JsonValue> = {};
  for (const [mime, value] of Object.entries(isTable(shown['data']) ? shown['data'] : {})) {
    if (value instanceof Uint8Array && value.byteLength > MAX_INLINE_BYTES && !/^(image|audio|video)\//.test(mime)) {
      places[mime] = buffers.push(value) - 1;
      data[mime] = '';
    } else data[mime] = toJson(value);
  }
  const given = toJson(isTable(shown['metadata']) ? shown['metadata'] : {});
  const metadata = isObject(given) ? given : {};
  const id = shown['display_id'];
  return {
    origin,
    type: shown['update'] === true ? 'update_display_data' : 'display_data',
    content: {
      data,
      metadata: buffers.length === 0 ? metadata : withBuffers(metadata, places),
      transient: typeof id === 'string' ? { display_id: id } : {},
    },
    buffers,
  };
}

function withBuffers(metadata: JsonObject, buffers: JsonObject): JsonObject {
  const vendor = metadata[VENDOR_KEY];
  return { ...metadata, [VENDOR_KEY]: { ...(isObject(vendor) ? vendor : {}), buffers } };
}

function isTable(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
