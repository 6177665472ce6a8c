// Timers of `Debug.timer`, and what reports say of them: there is no profiler behind these figures. Engine thread.

import { figures } from './performance.js';

/** The oldest that have stopped go. */
const MAX_TIMERS = 1000;

export interface DebugTimer {
  readonly id: string;
  readonly name: string;
  readonly began: number;
  duration: number | undefined;
  readonly laps: { readonly name: string; readonly at: number }[];
  readonly events: { readonly name: string; readonly at: number; readonly metadata?: unknown }[];
}

export class DebugTimers {
  private readonly timers = new Map<string, DebugTimer>();
  private count = 0;

  start(name: string, now: number): DebugTimer {
    const id = `timer-${++this.count}`;
    const timer: DebugTimer = { id, name, began: now, duration: undefined, laps: [], events: [] };
    this.timers.set(id, timer);
    if (this.timers.size > MAX_TIMERS) this.timers.delete(this.timers.keys().next().value!);
    return timer;
  }

  find(id: string): DebugTimer | undefined {
    return this.timers.get(id);
  }

  get running(): number {
    return [...this.timers.values()].filter(({ duration }) => duration === undefined).length;
  }

  /** Figures of those that have stopped, by name. */
  summary(): { readonly name: string; readonly figures: ReturnType<typeof figures> }[] {
    const byName = new Map<string, number[]>();
    for (const { name, duration } of this.timers.values()) {
      if (duration !== undefined) byName.set(name, [...(byName.get(name) ?? []), duration]);
    }
    return [...byName].map(([name, times]) => ({ name, figures: figures(times) }));
  }

  report(): string {
    const rows = this.summary().map(({ name, figures: { count, total_ms, mean_ms } }) => {
      return `${name}: ${count} ${count === 1 ? 'time' : 'times'}, ${total_ms.toFixed(3)} ms in all, ${mean_ms.toFixed(3)} ms each`;
    });
    return ['Timers of the script (no profiler has run)', ...rows, `${this.running} running`].join('\n');
  }

  json(): string {
    const timers = [...this.timers.values()].map(({ began, ...timer }) => ({
      ...timer,
      laps: timer.laps.map(({ name, at }) => ({ name, ms: at - began })),
      events: timer.events.map(({ at, ...event }) => ({ ...event, ms: at - began })),
    }));
    return JSON.stringify({ source: 'timers', summary: this.summary(), timers });
  }

  /** Folded stacks in microseconds: timers, and the time up to each of their laps. */
  folded(): string {
    const lines = [...this.timers.values()].flatMap(({ name, began, duration, laps }) => {
      let last = began;
      const parts = laps.map((lap) => {
        const line = `${name};${lap.name} ${micros(lap.at - last)}`;
        last = lap.at;
        return line;
      });
      return duration === undefined ? parts : [...parts, `${name} ${micros(duration - (last - began))}`];
    });
    return ['# timers of the script: no profiler has run', ...lines].join('\n');
  }
}

const micros = (ms: number): number => Math.max(0, Math.round(ms * 1000));
