// Keeps what the sessions of a kernel run, in the archive of sessions, where somebody can find and repeat it later. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { EventBus } from '../services/events/event-bus.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';
import type { RecordSettings } from './contract.js';
import { LateWrites } from './late-writes.js';
import type { RunRecord } from './run-record.js';
import { SessionRecord } from './session-record.js';

/** The archive is put in order while nobody waits for anything. */
const TEND_AFTER_MS = 2000;

export interface RecordParts {
  readonly kernelId: string;
  readonly archive: SessionArchive;
  /** Undefined: nothing is kept. */
  readonly settings: RecordSettings | undefined;
  readonly events: EventBus;
  readonly logger: Logger;
}

type Waiting = readonly [record: SessionRecord, run: RunRecord];

export class KernelRecords implements Disposable {
  readonly #writes: LateWrites<Waiting>;
  #timer: NodeJS.Timeout | undefined;
  #tending: Promise<void> | undefined;

  constructor(private readonly parts: RecordParts) {
    this.#writes = new LateWrites(writeEach, parts.logger, 'what is run is not kept');
  }

  /** What one session of the kernel runs. */
  forSession(name: string): SessionRecord {
    return new SessionRecord(this, { ...this.parts, name });
  }

  /** Puts the archive in order, once and not at once. */
  tendLater(): void {
    const { settings, logger } = this.parts;
    if (settings === undefined || this.#timer !== undefined) return;
    const tend = (): void => {
      this.#tending = settings.tend().catch((error: unknown) => {
        const message = `the kept sessions were not looked after: ${error instanceof Error ? error.message : String(error)}`;
        logger.log({ level: 'warn', module: 'kernel', message });
      });
    };
    this.#timer = setTimeout(tend, TEND_AFTER_MS).unref();
  }

  /** What has come of the run by then is written soon. @param characters about how much it holds */
  add(record: SessionRecord, run: RunRecord, characters: number): void {
    this.#writes.add([record, run], characters);
  }

  written(): Promise<void> {
    return this.#writes.written();
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.written(), this.#tending]);
  }
}

/** One session after the other; one that fails takes no other along. */
async function writeEach(changes: readonly Waiting[]): Promise<void> {
  const failures: unknown[] = [];
  for (const record of new Set(changes.map(([session]) => session))) {
    const runs = new Set(changes.filter(([session]) => session === record).map(([, run]) => run));
    await record.write(runs).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
