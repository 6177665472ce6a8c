// A configuration of `Replay.create_config` as the options that `Session.replay` takes. Engine thread.

import type { Value } from '../base/values.js';
import { pushValue, toValue } from '../vm/values.js';
import type { LuaVm } from '../vm/vm.js';
import { argumentError } from './arguments.js';
import { isOpenObject } from './objects.js';
import { CONFIG } from './replay.js';

/** What a modification of a step is about: `steps[2].code`. */
const CODE_OF_STEP = /^(?:\$\.)?steps\[(\d{1,9})\]\.code$/;

type Fields = Readonly<Record<string, Value>>;

/** Where argument `at` is such a configuration, its options stand in its place from now on. */
export function replaceReplayConfig(vm: LuaVm, L: number, at: number): void {
  if (!isOpenObject(vm, L, CONFIG, at)) return;
  const functions: number[] = [];
  try {
    const { mode, modifications, ...others } = toValue(vm, L, at, functions) as Fields;
    if (functions.length > 0) argumentError(vm, L, at, 'values with functions change no step');
    const changes = listOf(modifications).filter(({ enabled }) => enabled !== false);
    const steps = changes.map(({ path, value }) => changeOf(vm, L, at, typeof path === 'string' ? path : '', value));
    pushValue(vm, L, {
      ...others,
      mode: (mode as Fields)['text'],
      ...(steps.length === 0 ? {} : { modifications: steps }),
    });
    vm.api.lua_copy(L, -1, at);
    vm.pop(L, 1);
  } finally {
    for (const ref of functions) vm.releaseRef(ref);
  }
}

function listOf(value: Value): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

function changeOf(vm: LuaVm, L: number, at: number, path: string, code: Value): Fields {
  const step = CODE_OF_STEP.exec(path)?.[1];
  if (step !== undefined && typeof code === 'string') return { step: Number(step), code };
  return argumentError(
    vm,
    L,
    at,
    `modification '${path}': of a session the code of steps is changed, as in add_modification("steps[2].code", "print(1)")`,
  );
}
