// What a script shows, as `output` events: its streams as text, displays as well as text can. Any thread.

import type { Output } from '../../client/output.js';
import { streamBytes } from '../../client/stream-bytes.js';
import type { JsonObject } from '../../protocol/schema.js';

export class ProgramOutput {
  /** A character may come in two parts. */
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  /** The body of an `output` event; undefined where there is nothing to show. */
  bodyOf(output: Output): JsonObject | undefined {
    switch (output.type) {
      case 'stream': {
        const { name } = output.content;
        return body(name, this.#decoders[name].decode(streamBytes(output), { stream: true }));
      }
      case 'display_data':
      case 'update_display_data':
      case 'execute_result': {
        const text = output.content.data['text/plain'];
        if (typeof text !== 'string' || text === '') return undefined;
        return body('stdout', text.endsWith('\n') ? text : `${text}\n`);
      }
      case 'clear_output':
      case 'execute_input':
      case 'error':
        return undefined;
    }
  }
}

function body(category: 'stdout' | 'stderr', output: string): JsonObject | undefined {
  return output === '' ? undefined : { category, output };
}
