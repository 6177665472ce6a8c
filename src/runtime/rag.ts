// The global `RAG`. Engine thread.

import type { Value } from '../base/values.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { command, question } from './state-functions.js';

/** Where a search goes on. */
const FOUND = 'rag.found';

type Found = Readonly<Record<string, Value>> & { readonly results: readonly Value[] };

export const ragLibrary: RuntimeLibrary = {
  functions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'RAG.', namesBelow(functions(host), 'RAG.'));
    setLibrary(vm, vm.L, 'RAG');
  },
};

/** The service checks the arguments. */
function functions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    // A provider may take its time: other tasks run meanwhile.
    'RAG.ingest': (_vm, L) => host.callThen(L, 'rag.ingest', [], 1),
    'RAG.search': (_vm, L) => host.callThen(L, 'rag.search', [], 1, FOUND),
    [FOUND]: (vm, L) => pushFound(vm, L, host.answer(L) as Found),
    'RAG.get_stats': question(host, 'rag.get_stats'),
    'RAG.cleanup_scope': question(host, 'rag.cleanup_scope'),
    'RAG.create_session_collection': question(host, 'rag.create_session_collection'),
    'RAG.configure_session': question(host, 'rag.configure_session'),
    'RAG.configure': command(host, 'rag.configure'),
    'RAG.list_providers': question(host, 'rag.list_providers'),
    'RAG.save': command(host, 'rag.save'),
  };
}

/** Scripts read `results` of it, or go through the answer itself. */
function pushFound(vm: LuaVm, L: number, found: Found): number {
  pushValue(vm, L, found);
  vm.getField(L, -1, 'results');
  for (let at = 1n; at <= BigInt(found.results.length); at += 1n) {
    vm.api.lua_rawgeti(L, -1, at);
    vm.api.lua_rawseti(L, -3, at);
  }
  vm.pop(L);
  return 1;
}
