// What `Session` reaches to run again what was run. Control thread.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { HostMethods, Value } from '../../base/values.js';
import type { Arguments } from '../arguments.js';
import type { Services } from '../services.js';
import { replaySteps } from '../sessions/replay.js';
import type { ReplayedStep, ReplayOptions } from '../sessions/replay.js';
import { bad, optionalCount, optionalTable, optionalText, sessionId } from '../sessions/script-fields.js';
import type { OpenStepRunner } from '../sessions/step-runner.js';
import type { SessionStep } from '../stores/session-store.js';
import { asArray, compact, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { method } from './method.js';

const MODES = ['exact', 'modified', 'simulate', 'debug'] as const;
const TIMEOUT_SECONDS = 300;

export function replayMethods({ archive, openStepRunner }: Services): HostMethods {
  const { sessions } = archive;
  return {
    /** (id) -> whether it has steps; false where there is no such session */
    'session.can_replay': method('Session.can_replay', async (args) => (await sessions.countSteps(idOf(args))) > 0),

    /** () -> array of ids, the newest first */
    'session.list_replayable': method('Session.list_replayable', async () => {
      const counts = await sessions.stepCounts();
      return (await sessions.list()).sessions.map(({ id }) => id).filter((id) => counts.has(id));
    }),

    /** (id) -> {session_id, total_hooks, ...}: of what would run */
    'session.replay_metadata': method('Session.get_replay_metadata', async (args) => {
      const id = idOf(args);
      return describeSteps(id, (await sessions.steps(id)).steps);
    }),

    /** (id, {mode?, compare_results?, timeout_seconds?, stop_on_error?, modifications?, metadata?}?) -> {session_id, ...} */
    'session.replay': method('Session.replay', async (args, { signal }) => {
      const [id, config] = [idOf(args), args.optionalTable(1)];
      const [mode, metadata] = [modeOf(config), optionalTable(config, 'metadata') ?? {}];
      const options = optionsOf(config, mode);
      const [startedAt, started] = [new Date(), performance.now()];
      const kept = await sessions.steps(id);
      const steps = await replaySteps(kept, openStepRunner ?? noRunner, options, signal);
      const succeeded = steps.filter(({ isSame }) => isSame).length;
      return {
        ...{ session_id: id, correlation_id: randomUUID(), start_time: startedAt.toISOString(), metadata },
        total_duration: Math.round(performance.now() - started),
        hooks_replayed: steps.length,
        successful_replays: succeeded,
        failed_replays: steps.length - succeeded,
        steps_left_out: kept.steps.length + kept.damaged.length - steps.length,
        steps: steps.map((step) => describeReplayed(step, mode)),
      };
    }),
  };
}

const idOf = (args: Arguments): string => sessionId(args.text(0));

const noRunner: OpenStepRunner = () =>
  Promise.reject(
    new SpellError('SESSION_REPLAY', 'no session can be replayed here', {
      category: 'Component error',
      help: 'a script that is being replayed replays none; elsewhere there must be a kernel that opens sessions',
    }),
  );

function modeOf(config: ValueObject): (typeof MODES)[number] {
  const written = optionalText(config, 'mode') ?? 'exact';
  const mode = MODES.find((known) => known === written);
  if (mode !== undefined) return mode;
  throw bad(`mode: there is no '${written}'${didYouMean(written, MODES)}`, `write one of ${MODES.join(', ')}`);
}

function optionsOf(config: ValueObject, mode: (typeof MODES)[number]): ReplayOptions {
  const changes = changesOf(config['modifications'] ?? undefined);
  if (changes.size > 0 && mode !== 'modified') {
    throw bad(`modifications: mode '${mode}' changes nothing`, 'write mode = "modified"');
  }
  return {
    isDry: mode === 'simulate',
    isCompared: flagOf(config, 'compare_results', true),
    timeoutMs: (optionalCount(config, 'timeout_seconds', 1) ?? TIMEOUT_SECONDS) * 1000,
    stops: flagOf(config, 'stop_on_error', false),
    changes,
  };
}

function flagOf(config: ValueObject, field: string, otherwise: boolean): boolean {
  const value = config[field] ?? otherwise;
  if (typeof value === 'boolean') return value;
  throw bad(`${field}: a boolean expected, got ${luaTypeOf(value)}`, 'write true or false');
}

/** An array of {step, code}. */
function changesOf(written: Value): ReadonlyMap<number, string> {
  const list = written === undefined ? [] : asArray(written);
  const changes = new Map<number, string>();
  for (const each of list ?? [written]) {
    const { step, code }: ValueObject = isValueObject(each) ? each : {};
    if (typeof step !== 'number' || typeof code !== 'string') {
      throw bad('modifications: an array of {step, code} expected', 'write {{step = 2, code = "print(1)"}}');
    }
    changes.set(step, code);
  }
  return changes;
}

function describeSteps(id: string, steps: readonly SessionStep[]): ValueObject {
  const [first, last] = [steps[0], steps.at(-1)];
  return compact({
    ...{ session_id: id, correlation_id: id, total_hooks: steps.length, can_replay: steps.length > 0 },
    first_hook_timestamp: first && new Date(first.startedAt).toISOString(),
    last_hook_timestamp: last && new Date(last.startedAt).toISOString(),
    total_duration: steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
  });
}

/** All of it where somebody looks for a mistake. */
function describeReplayed({ number, code, isSame, differences, end }: ReplayedStep, mode: string): ValueObject {
  const { output, result, error } = end ?? {};
  return compact({
    ...{ number, success: isSame, status: end?.status ?? 'not run', duration_ms: end?.durationMs },
    differences: differences.map((difference) => ({ ...difference })),
    ...(mode === 'debug' ? { code, output, result, error: error ? { ...error } : undefined } : {}),
  });
}
