// The tool `system-monitor`: load, memory and disks of the machine. Control thread.

import type { Output } from '../output-table.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const systemMonitor: Tool = {
  name: 'system-monitor',
  description: 'Tells load, memory and disk space of the machine',
  version: '1.0.0',
  category: 'system',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'all, cpu, memory or disk',
      default: 'all',
      choices: ['all', 'cpu', 'memory', 'disk'],
      aliases: { stats: 'all' },
    },
  ],
  execute: async (parameters, { policy, signal }): Promise<Output> => {
    const { describeSystem } = await import('./system-figures.js');
    const operation = requireText(systemMonitor, parameters, 'operation');
    const result = await describeSystem(operation, policy.workingDirectory, signal);
    return responseOutput({ operation, success: true, result });
  },
};
