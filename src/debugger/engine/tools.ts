// The parts of the debugger that others are made of, put together once. Engine thread.

import type { LuaVm } from '../../vm/vm.js';
import { Activations } from './activation.js';
import { Evaluator } from './evaluator.js';
import { FrameCompiler } from './frame-code.js';
import type { DebuggerHost } from './host.js';
import { Protos } from './protos.js';
import { Sources } from './sources.js';
import { SpreadCompiler } from './spread.js';
import { StatementTables } from './statements.js';
import { Threads } from './threads.js';
import { ValueWriter } from './value-text.js';
import { WrittenPlaces } from './written-places.js';

export interface Tools {
  readonly vm: LuaVm;
  readonly host: DebuggerHost;
  readonly protos: Protos;
  readonly sources: Sources;
  readonly statements: StatementTables;
  readonly activations: Activations;
  readonly evaluator: Evaluator;
  readonly compiler: FrameCompiler;
  readonly threads: Threads;
  readonly writer: ValueWriter;
  readonly written: WrittenPlaces;
}

export function createTools(vm: LuaVm, host: DebuggerHost): Tools {
  const protos = new Protos(vm);
  const sources = new Sources(protos, (chunkName) => host.pathOf(chunkName));
  const activations = new Activations(vm);
  const evaluator = new Evaluator(vm);
  const statements = new StatementTables(vm, protos, sources, new SpreadCompiler(vm, protos, evaluator), (text) =>
    host.variants(text),
  );
  const compiler = new FrameCompiler(vm, evaluator, activations);
  const threads = new Threads(vm, protos, evaluator.E);
  const writer = new ValueWriter(vm, protos, sources, () => host.functionNames());
  const written = new WrittenPlaces(vm, host, { protos, sources, evaluator });
  return { vm, host, protos, sources, statements, activations, evaluator, compiler, threads, writer, written };
}
