// The tools that every session has. Control thread.

import { calculator } from './calculator.js';
import { fileOperations } from './file-operations.js';
import { hashCalculator } from './hash-calculator.js';
import type { Tool } from './tool.js';

export const BUILT_IN_TOOLS: readonly Tool[] = [calculator, fileOperations, hashCalculator];
