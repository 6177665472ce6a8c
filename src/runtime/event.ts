// The global `Event`. Events go out without waiting for an answer, and come in several at once. Engine thread.

import { checkEvent } from '../base/event-rules.js';
import { sizeOf } from '../base/value-size.js';
import type { Value } from '../base/values.js';
import { LuaRaise } from '../vm/errors.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText, isNoneOrNil } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { optOptions } from './options.js';
import { perHost, perRun } from './per-host.js';
import { question } from './state-functions.js';

export const eventLibrary: RuntimeLibrary = {
  functions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Event.', namesBelow(functions(host), 'Event.'));
    setLibrary(vm, vm.L, 'Event');
  },
  restored: (host) => received(host).clear(),
};

/**
 * After so much it is asked whether the service has taken it. The answer is awaited when as much again is under way, so that both threads
 * work meanwhile, and neither runs ahead of the other.
 */
const PORTION = { events: 256, bytes: 512 * 1024 } as const;

/** Events that are fetched in one go. */
const AT_ONCE = 128;

const OPTIONS = { language: 'string', correlation_id: 'string', ttl_seconds: 'number' } as const;

/** Events of subscriptions that have been fetched and not yet received. */
const received = perHost(() => new Map<string, Value[]>());

/** `isSent`: nobody has a say in what is published, so that it need not be waited for; undefined where that must be asked. */
const underWay = perRun((): UnderWay => ({ isSent: undefined, asked: undefined, events: 0, bytes: 0 }));

interface UnderWay {
  isSent: boolean | undefined;
  /** The call whose answer says that the portion before has been taken. */
  asked: number | undefined;
  events: number;
  bytes: number;
}

/** A hook may have a say from now on. */
export function eventHooksChanged(host: RuntimeHost): void {
  underWay(host).isSent = undefined;
}

function functions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'Event.get_stats': question(host, 'event.get_stats'),
    'Event.list_subscriptions': question(host, 'event.list_subscriptions'),
    'Event.publish': (vm, L) => {
      publishEvent(vm, L, host, 1);
      vm.api.lua_pushboolean(L, 1);
      return 1;
    },
    'Event.receive': (vm, L) => receive(vm, L, host),
    'Event.subscribe': question(host, 'event.subscribe'),
    'Event.unsubscribe': (vm, L) => {
      const id = toValue(vm, L, 1);
      if (typeof id === 'string') received(host).delete(id);
      return question(host, 'event.unsubscribe')(vm, L);
    },
    'event.received': (vm, L) => pushNext(vm, L, host, host.answer(L)),
  };
}

/** Publishes the arguments from `first` on: type, data, options. */
export function publishEvent(vm: LuaVm, L: number, host: RuntimeHost, first: number): void {
  const type = checkText(vm, L, first);
  const data = plainData(vm, L, first + 1);
  const { language, correlation_id: correlationId, ttl_seconds: ttl } = optOptions(vm, L, first + 2, OPTIONS);
  const bytes = sizeOf(data);
  checkEvent({ type, bytes, correlationId, ttlMs: ttl === undefined ? undefined : ttl * 1000 });
  const options = {
    ...(language !== undefined && { language }),
    ...(correlationId !== undefined && { correlation_id: correlationId }),
    ...(ttl !== undefined && { ttl_seconds: ttl }),
  };
  const args: Value[] = isNoneOrNil(vm, L, first + 2) ? [type, data ?? null] : [type, data ?? null, options];
  const now = underWay(host);
  now.isSent ??= host.call(L, 'event.is_sent', []) === true;
  if (now.isSent && !host.watch.isAttached) send(L, host, now, args, bytes);
  else host.call(L, 'event.publish', args);
}

function send(L: number, host: RuntimeHost, now: UnderWay, args: readonly Value[], bytes: number): void {
  now.events += 1;
  now.bytes += bytes;
  if (now.events < PORTION.events && now.bytes < PORTION.bytes) {
    host.send(L, 'event.publish', args);
    return;
  }
  const { asked } = now;
  now.asked = host.begin(L, 'event.publish', args);
  [now.events, now.bytes] = [0, 0];
  if (asked !== undefined) host.finish(L, 'event.publish', asked);
}

function plainData(vm: LuaVm, L: number, index: number): Value {
  if (isNoneOrNil(vm, L, index)) return undefined;
  const refs: number[] = [];
  const data = toValue(vm, L, index, refs);
  for (const ref of refs) vm.releaseRef(ref);
  if (refs.length > 0) throw new LuaRaise('the data of an event cannot hold functions');
  return data;
}

function receive(vm: LuaVm, L: number, host: RuntimeHost): number {
  const known = received(host)
    .get(checkText(vm, L, 1))
    ?.shift();
  if (known !== undefined) {
    pushValue(vm, L, known);
    return 1;
  }
  vm.api.lua_settop(L, 2);
  pushValue(vm, L, AT_ONCE);
  return host.callThen(L, 'event.receive', [], 1, 'event.received');
}

/** The first of those that have come; the others stay for the next calls. */
function pushNext(vm: LuaVm, L: number, host: RuntimeHost, answer: Value): number {
  const [event, ...more] = answer as readonly Value[];
  const id = checkText(vm, L, 1);
  const earlier = received(host).get(id) ?? [];
  if (more.length > 0) received(host).set(id, [...earlier, ...more]);
  pushValue(vm, L, event);
  return 1;
}
