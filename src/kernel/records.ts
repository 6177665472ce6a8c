// Keeps what the sessions of a kernel run, in the archive of sessions, where somebody can find and repeat it later. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';
import type { NewStep, StepManner } from '../services/stores/session-store.js';
import type { RecordSettings, SessionRecordStatus } from './contract.js';
import { LateWrites } from './late-writes.js';
import type { RunEnd } from './run-record.js';
import { RunRecord } from './run-record.js';

/** Longer code is not kept, as in the history. */
const MOST_CODE_CHARACTERS = 2 ** 20;
/** The archive is put in order while nobody waits for anything. */
const TEND_AFTER_MS = 2000;

interface Parts {
  readonly kernelId: string;
  readonly archive: SessionArchive;
  /** Undefined: nothing is kept. */
  readonly settings: RecordSettings | undefined;
  readonly logger: Logger;
}

type Waiting = readonly [record: SessionRecord, step: NewStep];

export class KernelRecords implements Disposable {
  readonly #writes: LateWrites<Waiting>;
  #timer: NodeJS.Timeout | undefined;
  #tending: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {
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

  add(record: SessionRecord, step: NewStep): void {
    this.#writes.add([record, step], step.code.length + step.output.length);
  }

  written(): Promise<void> {
    return this.#writes.written();
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.written(), this.#tending]);
  }
}

export class SessionRecord {
  #id: string | undefined;
  #steps = 0;
  #lost = 0;

  constructor(
    private readonly records: KernelRecords,
    private readonly parts: Parts & { readonly name: string },
  ) {}

  /** Undefined where nothing is kept. */
  status(): SessionRecordStatus | null {
    if (this.parts.settings === undefined) return null;
    return { id: this.#id ?? null, steps: this.#steps, lost: this.#lost };
  }

  /** A run begins; undefined where it is not kept. */
  begin(code: string, manner: StepManner): RunRecord | undefined {
    const { settings } = this.parts;
    if (settings === undefined || code.length > MOST_CODE_CHARACTERS) return undefined;
    return new RunRecord(code, manner, settings.outputBytes);
  }

  /** Written soon. */
  keep(run: RunRecord, end: RunEnd): void {
    this.records.add(this, run.ended(end));
  }

  /** Makes the kept session with its first step, and anew where somebody has deleted it. @throws SpellError `STATE_*` */
  async write(steps: readonly NewStep[]): Promise<void> {
    try {
      const store = await this.parts.archive.sessions.store();
      if (this.#id === undefined || !(await store.append(this.#id, steps))) {
        this.#id = await this.#create();
        this.#steps = 0;
        await store.append(this.#id, steps);
      }
      this.#steps += steps.length;
    } catch (error) {
      this.#lost += steps.length;
      throw error;
    }
  }

  /** The session of the kernel has ended, as it should. */
  async close(): Promise<void> {
    await this.records.written();
    if (this.#id === undefined) return;
    const { sessions } = this.parts.archive;
    // Where this cannot be written, it counts as not having ended so.
    await sessions
      .change(this.#id, ({ status }) => ({
        ...{ holder: null, shutdown: 'clean' },
        status: status === 'active' ? 'completed' : status,
      }))
      .catch(() => undefined);
  }

  async #create(): Promise<string> {
    const { archive, kernelId, name, settings } = this.parts;
    const holder = await settings!.holder();
    this.records.tendLater();
    return archive.sessions.create({ name, metadata: { kernel: kernelId }, origin: 'kernel', holder });
  }
}

/** One session after the other; one that fails takes no other along. */
async function writeEach(changes: readonly Waiting[]): Promise<void> {
  const failures: unknown[] = [];
  for (const record of new Set(changes.map(([session]) => session))) {
    const steps = changes.filter(([session]) => session === record).map(([, step]) => step);
    await record.write(steps).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
