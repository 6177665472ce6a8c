// The global `RAG`. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction } from '../vm/vm.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { command, question } from './state-functions.js';

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
    'RAG.ingest': question(host, 'rag.ingest'),
    'RAG.search': (vm, L) => {
      const answer = host.callWithStack(L, 'rag.search', 1) as { readonly results: readonly never[] };
      pushValue(vm, L, answer);
      const { api } = vm;
      // Scripts read `results` of it, or go through the answer itself.
      vm.getField(L, -1, 'results');
      for (let at = 1n; at <= BigInt(answer.results.length); at += 1n) {
        api.lua_rawgeti(L, -1, at);
        api.lua_rawseti(L, -3, at);
      }
      vm.pop(L);
      return 1;
    },
    'RAG.get_stats': question(host, 'rag.get_stats'),
    'RAG.cleanup_scope': question(host, 'rag.cleanup_scope'),
    'RAG.create_session_collection': question(host, 'rag.create_session_collection'),
    'RAG.configure_session': question(host, 'rag.configure_session'),
    'RAG.configure': command(host, 'rag.configure'),
    'RAG.list_providers': question(host, 'rag.list_providers'),
    'RAG.save': command(host, 'rag.save'),
  };
}
