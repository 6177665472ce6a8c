// The tools that every session has: what they are called and take. What they do is loaded when they are first used.
// Control thread.

import { base64Encoder } from './base64-encoder.js';
import { calculator } from './calculator.js';
import { csvAnalyzer } from './csv-analyzer.js';
import { dataValidator } from './data-validator.js';
import { datetimeHandler } from './datetime-handler.js';
import { diffCalculator } from './diff-calculator.js';
import { environmentReader } from './environment-reader.js';
import { fileConverter } from './file-converter.js';
import { fileOperations } from './file-operations.js';
import { fileSearch } from './file-search.js';
import { fileWatcher } from './file-watcher.js';
import { graphBuilder } from './graph-builder.js';
import { hashCalculator } from './hash-calculator.js';
import { jsonProcessor } from './json-processor.js';
import { processExecutor } from './process-executor.js';
import { systemMonitor } from './system-monitor.js';
import { templateCreator } from './template-creator.js';
import { textManipulator } from './text-manipulator.js';
import type { Tool } from './tool.js';
import { urlAnalyzer } from './url-analyzer.js';
import { uuidGenerator } from './uuid-generator.js';

export const BUILT_IN_TOOLS: readonly Tool[] = [
  base64Encoder,
  calculator,
  csvAnalyzer,
  dataValidator,
  datetimeHandler,
  diffCalculator,
  environmentReader,
  fileConverter,
  fileOperations,
  fileSearch,
  fileWatcher,
  graphBuilder,
  hashCalculator,
  jsonProcessor,
  processExecutor,
  systemMonitor,
  templateCreator,
  textManipulator,
  urlAnalyzer,
  uuidGenerator,
];
