// All libraries in the order in which they are installed; their host functions are numbered in this order. Engine thread.

import { agentLibrary } from './agent.js';
import { answeredLibrary } from './answered.js';
import { argsLibrary } from './args.js';
import { artifactLibrary } from './artifact.js';
import { asyncLibrary } from './async.js';
import { chunksLibrary } from './chunks.js';
import { commLibrary } from './comm.js';
import { configLibrary } from './config.js';
import { consoleLibrary } from './console.js';
import { debugLibrary } from './debug.js';
import { debugGlobalLibrary } from './debug-global.js';
import { debuggerLibrary } from './debugger.js';
import { displayLibrary } from './display.js';
import { eventLibrary } from './event.js';
import { hookLibrary } from './hook.js';
import { inspectLibrary } from './inspect.js';
import { ioLibrary } from './io.js';
import { jsonLibrary } from './json.js';
import { keptFunctionsLibrary } from './kept-functions.js';
import { laterLibrary } from './later.js';
import type { RuntimeLibrary } from './library.js';
import { modulesLibrary } from './modules.js';
import { osLibrary } from './os.js';
import { performanceLibrary } from './performance.js';
import { printLibrary } from './print.js';
import { providerLibrary } from './provider.js';
import { ragLibrary } from './rag.js';
import { replayLibrary } from './replay.js';
import { sandboxLibrary } from './sandbox.js';
import { sessionLibrary } from './session.js';
import { stateLibrary } from './state.js';
import { streamingLibrary } from './streaming.js';
import { toolLibrary } from './tool.js';
import { workflowLibrary } from './workflow.js';

export const RUNTIME_LIBRARIES: readonly RuntimeLibrary[] = [
  printLibrary,
  ioLibrary,
  osLibrary,
  modulesLibrary,
  chunksLibrary,
  argsLibrary,
  debugLibrary,
  sandboxLibrary,
  jsonLibrary,
  keptFunctionsLibrary,
  agentLibrary,
  toolLibrary,
  stateLibrary,
  configLibrary,
  providerLibrary,
  hookLibrary,
  eventLibrary,
  ragLibrary,
  sessionLibrary,
  artifactLibrary,
  workflowLibrary,
  displayLibrary,
  commLibrary,
  debuggerLibrary,
  inspectLibrary,
  consoleLibrary,
  answeredLibrary,
  asyncLibrary,
  streamingLibrary,
  performanceLibrary,
  replayLibrary,
  debugGlobalLibrary,
  laterLibrary,
];
