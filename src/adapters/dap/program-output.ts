// What a script shows, as `output` events: its streams as text, each part with the line that wrote it if that is known; displays as well as
// text can. Any thread.

import type { Output, Published } from '../../client/output.js';
import { streamBytes } from '../../client/stream-bytes.js';
import type { JsonObject } from '../../protocol/schema.js';

export class ProgramOutput {
  /** A character may come in two parts. */
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  /** Bodies of `output` events, in the kernel's terms. */
  bodiesOf(output: Output): JsonObject[] {
    switch (output.type) {
      case 'stream':
        return this.#streamed(output);
      case 'display_data':
      case 'update_display_data':
      case 'execute_result': {
        const text = output.content.data['text/plain'];
        if (typeof text !== 'string' || text === '') return [];
        return [{ category: 'stdout', output: text.endsWith('\n') ? text : `${text}\n` }];
      }
      case 'clear_output':
      case 'execute_input':
      case 'error':
        return [];
    }
  }

  #streamed(output: Published<'stream'>): JsonObject[] {
    const { name } = output.content;
    const bytes = streamBytes(output);
    const { places = [{ bytes: bytes.byteLength }], sources = [] } = output.vendor;
    const bodies: JsonObject[] = [];
    let at = 0;
    for (const [i, { bytes: length, source, line }] of places.entries()) {
      const end = i === places.length - 1 ? bytes.byteLength : at + length;
      const text = this.#decoders[name].decode(bytes.subarray(at, end), { stream: true });
      at = end;
      const from = source === undefined || line === undefined ? undefined : sources[source];
      if (text === '') continue;
      bodies.push({
        category: name,
        output: text,
        ...(from !== undefined && line !== undefined && { source: from, line }),
      });
    }
    return bodies;
  }
}
