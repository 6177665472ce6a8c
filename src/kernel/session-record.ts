// What one session of a kernel runs, as the session that is kept of it: made with its first step. Control thread.

import type { NewStep, StepManner } from '../services/stores/session-store.js';
import type { SessionRecordStatus } from './contract.js';
import type { KernelRecords, RecordParts } from './records.js';
import type { RunEnd } from './run-record.js';
import { RunRecord } from './run-record.js';

/** Longer code is not kept, as in the history. */
const MOST_CODE_CHARACTERS = 2 ** 20;

export class SessionRecord {
  #id: string | undefined;
  #creating: Promise<string> | undefined;
  #steps = 0;
  #lost = 0;
  /** Their beginning was written, their end could not be. */
  readonly #unended: RunRecord[] = [];

  constructor(
    private readonly records: KernelRecords,
    private readonly parts: RecordParts & { readonly name: string },
  ) {}

  /** Undefined where nothing is kept. */
  status(): SessionRecordStatus | null {
    if (this.parts.settings === undefined) return null;
    return { id: this.#id ?? null, steps: this.#steps, lost: this.#lost };
  }

  /** A run begins, which is written soon where it has not ended by then; undefined where it is not kept. */
  begin(code: string, manner: StepManner): RunRecord | undefined {
    const { settings } = this.parts;
    if (settings === undefined || code.length > MOST_CODE_CHARACTERS) return undefined;
    const run = new RunRecord(code, manner, settings.outputBytes);
    this.records.add(this, run, code.length);
    return run;
  }

  /** Written soon. */
  keep(run: RunRecord, end: RunEnd): void {
    const step = run.ended(end);
    this.records.add(this, run, step.code.length + step.output.length);
  }

  /** All that was run so far is kept. The id of the session; undefined where nothing is. */
  async written(): Promise<string | undefined> {
    await this.records.written();
    return this.#id;
  }

  /** The kept session, made where it is not there. @throws SpellError `STATE_*` */
  async id(): Promise<string> {
    const store = await this.parts.archive.sessions.store();
    if (this.#id !== undefined && (await store.get(this.#id)) !== undefined) return this.#id;
    this.#creating ??= this.#create().finally(() => (this.#creating = undefined));
    return this.#creating;
  }

  /** What has come of these runs so far, each once. @throws SpellError `STATE_*` */
  async write(runs: ReadonlySet<RunRecord>): Promise<void> {
    const begun = [...runs].filter((run) => run.place !== undefined);
    const fresh = [...runs].filter((run) => run.place === undefined);
    try {
      await this.#replaceAll(begun);
    } finally {
      await this.#append(fresh);
    }
  }

  /** The session of the kernel has ended, as it should. */
  async close(): Promise<void> {
    const id = await this.written();
    if (id === undefined) return;
    const { sessions } = this.parts.archive;
    try {
      for (const run of this.#unended) await this.#replace(run);
      const before = await sessions.get(id);
      const after = await sessions.change(id, ({ status }) => ({
        ...{ holder: null, shutdown: 'clean' },
        status: status === 'active' ? 'completed' : status,
      }));
      if (after.status !== before.status) this.#tell('session.completed', { session_id: id });
    } catch {
      // Where this cannot be written, it counts as not having ended so.
    }
  }

  async #append(runs: readonly RunRecord[]): Promise<void> {
    if (runs.length === 0) return;
    const steps = runs.map((run) => run.step());
    try {
      const { session, number } = await this.#appended(steps);
      runs.forEach((run, at) => (run.place = { session, number: number + at }));
      this.#steps += runs.length;
    } catch (error) {
      this.#lost += steps.filter(isOver).length;
      throw error;
    }
  }

  /** Anew where somebody has deleted the session. @returns where the first step is */
  async #appended(steps: readonly NewStep[]): Promise<{ readonly session: string; readonly number: number }> {
    const store = await this.parts.archive.sessions.store();
    for (;;) {
      const session = this.#id ?? (await this.id());
      const number = await store.append(session, steps);
      if (number !== undefined) return { session, number };
      // Another may have been made meanwhile.
      if (this.#id === session) this.#id = undefined;
    }
  }

  /** Each is tried. @throws why the first of those could not be that could not */
  async #replaceAll(runs: readonly RunRecord[]): Promise<void> {
    const failures: unknown[] = [];
    for (const run of runs) {
      try {
        await this.#replace(run);
      } catch (error) {
        this.#lost++;
        this.#unended.push(run);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** One that was written when it had begun. Where somebody has deleted it meanwhile, it is gone. */
  async #replace(run: RunRecord): Promise<void> {
    const step = run.step();
    if (!isOver(step)) return;
    const store = await this.parts.archive.sessions.store();
    await store.replaceStep({ ...step, ...run.place! });
  }

  async #create(): Promise<string> {
    const { archive, kernelId, name, settings } = this.parts;
    const holder = await settings!.holder();
    this.records.tendLater();
    this.#id = await archive.sessions.create({ name, metadata: { kernel: kernelId }, origin: 'kernel', holder });
    this.#steps = 0;
    this.#tell('session.created', { session_id: this.#id, name });
    return this.#id;
  }

  #tell(type: string, data: Readonly<Record<string, string>>): void {
    this.parts.events.tell(type, () => ({ data, session: this.parts.name }));
  }
}

function isOver({ status }: NewStep): boolean {
  return status !== 'running';
}
