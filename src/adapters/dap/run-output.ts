// What a script shows, as output events: streams as text, displays by their plainest form. Any thread.

import { StringDecoder } from 'node:string_decoder';
import type { Output } from '../../client/output.js';
import { streamBytes } from '../../client/stream-bytes.js';
import type { JsonObject } from '../../protocol/schema.js';

export interface OutputEvent {
  readonly category: 'stdout' | 'stderr';
  readonly output: string;
}

export class RunOutput {
  /** Characters may be cut between two messages. */
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };

  /** Undefined for what shows nothing, or nothing yet. */
  take(output: Output): OutputEvent | undefined {
    switch (output.type) {
      case 'stream': {
        const { name } = output.content;
        return event(name, this.#decoders[name].write(Buffer.from(streamBytes(output))));
      }
      case 'display_data':
      case 'execute_result':
        return event('stdout', plainText(output.content.data));
      // Its first form has been shown; a console cannot take it back.
      case 'update_display_data':
      case 'clear_output':
      case 'execute_input':
      case 'error':
        return undefined;
    }
  }

  /** What was left of characters that have not come whole. */
  end(): readonly OutputEvent[] {
    const left = (['stdout', 'stderr'] as const).map((name) => event(name, this.#decoders[name].end()));
    return left.filter((each) => each !== undefined);
  }
}

function event(category: OutputEvent['category'], output: string): OutputEvent | undefined {
  return output === '' ? undefined : { category, output };
}

function plainText(data: JsonObject): string {
  const text = data['text/plain'] ?? data['text/markdown'];
  if (typeof text === 'string') return `${text}\n`;
  return `(${Object.keys(data).join(', ')})\n`;
}
