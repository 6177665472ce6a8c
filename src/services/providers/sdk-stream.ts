// Reads what an SDK streams, part by part, as far as it matters here. Control thread.

import type { ModelImage, ModelStreamPart } from './model-provider.js';
import type { SdkModel } from './protocol.js';
import { toImage, toToolCall, toUsage } from './sdk-call.js';
import type { SilenceGuard } from './silence-guard.js';

type SdkPart = Awaited<ReturnType<SdkModel['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;

const ENDED_EARLY = 'the stream ended before the answer was finished';

export class SdkStream {
  private readonly images: ModelImage[] = [];

  constructor(
    private readonly reader: ReadableStreamDefaultReader<SdkPart>,
    private readonly guard: SilenceGuard,
  ) {}

  /** The next part that matters. A stream that ends without a finish, or brings an error, throws. */
  async next(): Promise<ModelStreamPart> {
    for (;;) {
      const { done, value } = await this.guard.wait(() => this.reader.read());
      if (done) throw new Error(ENDED_EARLY);
      const part = this.toPart(value);
      if (part !== undefined) return part;
    }
  }

  cancel(): Promise<void> {
    return this.reader.cancel().catch(() => undefined);
  }

  private toPart(value: SdkPart): ModelStreamPart | undefined {
    switch (value.type) {
      case 'error':
        throw value.error;
      case 'text-delta':
        return value.delta === '' ? undefined : { type: 'text', text: value.delta };
      case 'tool-call':
        return { type: 'tool-call', call: toToolCall(value) };
      case 'file':
        this.images.push(...toImage(value));
        return undefined;
      case 'finish':
        // Some SDKs make up a finish where the stream has just ended; one from the server has its own word for the reason.
        if (value.finishReason.raw === undefined) throw new Error(ENDED_EARLY);
        return {
          type: 'finish',
          ...(this.images.length === 0 ? {} : { images: this.images }),
          finishReason: value.finishReason.unified,
          usage: toUsage(value.usage),
        };
      default:
        return undefined;
    }
  }
}
