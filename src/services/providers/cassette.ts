// A file of answers that the offline provider gives, in order or by what it is asked. Control thread.

import { readFileSync } from 'node:fs';
import { SpellError } from '../../base/errors.js';
import type { FinishReason, ModelRequest, ModelToolCall, ModelUsage } from './model-provider.js';
import { parseCassette } from './parse-cassette.js';

/** One answer, or the lack of one. */
export interface CassetteEntry {
  /** Only for requests whose last message contains this. */
  readonly when?: string;
  /** Answers as often as it fits; others are used up. */
  readonly repeat: boolean;
  /** The text as it is streamed. */
  readonly chunks: readonly string[];
  readonly toolCalls: readonly Pick<ModelToolCall, 'name' | 'argumentsText'>[];
  /** Thrown behind the chunks. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly finishReason?: FinishReason;
  readonly usage?: ModelUsage;
}

export class Cassette {
  private entries: readonly CassetteEntry[] | undefined;
  private readonly used = new Set<CassetteEntry>();

  /** The file is read at the first request. */
  constructor(private readonly path: string) {}

  /** The first entry that fits and is not used up. @throws SpellError `PROVIDER_CASSETTE` */
  next({ messages }: Pick<ModelRequest, 'messages'>): CassetteEntry {
    this.entries ??= this.read();
    const said = messages.at(-1)?.text ?? '';
    const found = this.entries.find(
      (entry) => !this.used.has(entry) && (entry.when === undefined || said.includes(entry.when)),
    );
    if (found === undefined) throw this.exhausted(said);
    if (!found.repeat) this.used.add(found);
    return found;
  }

  private read(): readonly CassetteEntry[] {
    const refuse = (problem: string): SpellError => refused(this.path, problem);
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (cause) {
      throw refuse(`it cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
    return parseCassette(text, refuse);
  }

  private exhausted(said: string): SpellError {
    const line = said.replace(/\s+/g, ' ').slice(0, 100);
    return refused(this.path, `no entry is left for '${line}'`, 'add an entry to its end, or one with "repeat": true');
  }
}

function refused(path: string, problem: string, help = 'see docs/guide/providers.md for what it holds'): SpellError {
  return new SpellError('PROVIDER_CASSETTE', `the cassette '${path}': ${problem}`, {
    category: 'LLM provider error',
    help,
    details: { path },
  });
}
