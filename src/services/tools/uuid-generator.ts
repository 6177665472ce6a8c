// The tool `uuid-generator`: identifiers by chance, by time and by name. Control thread.

import type { Output } from '../output-table.js';
import { optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const uuidGenerator: Tool = {
  name: 'uuid-generator',
  description: 'Makes and checks UUIDs, and ids for components',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'generate, component_id, deterministic (of namespace and name), custom or validate',
      default: 'generate',
      choices: ['generate', 'component_id', 'deterministic', 'custom', 'validate'],
    },
    {
      name: 'version',
      type: 'string',
      description: 'v1 and v4 are new each time, v5 is of namespace and name',
      default: 'v4',
      choices: ['v1', 'v4', 'v5'],
    },
    {
      name: 'format',
      type: 'string',
      description: 'how it is written',
      default: 'standard',
      choices: ['standard', 'simple', 'urn', 'braced'],
      aliases: { hyphenated: 'standard' },
    },
    {
      name: 'namespace',
      type: 'string',
      description: 'dns, url, oid, x500 or a UUID; any other text is a name below dns',
      default: 'dns',
    },
    { name: 'name', type: 'string', description: 'what v5 and deterministic are made of' },
    { name: 'prefix', type: 'string', description: 'of component_id and custom', default: 'component' },
    { name: 'short', type: 'boolean', description: 'eight digits instead of a UUID', default: false },
    { name: 'timestamp', type: 'boolean', description: 'custom: the time is a part of the id', default: false },
    { name: 'suffix', type: 'string', description: 'custom: ends the id' },
    { name: 'uuid', type: 'string', description: 'what validate looks at' },
  ],
  execute: async (parameters): Promise<Output> => {
    const { createUuid, deterministicUuid, formatUuid, inspectUuid } = await import('./uuid.js');
    const text = (name: string): string => requireText(uuidGenerator, parameters, name);
    const operation = text('operation');
    const short = parameters['short'] === true;
    const fresh = (): string => (short ? createUuid('v4').slice(0, 8) : createUuid('v4'));
    const done = (result: Readonly<Record<string, string | boolean>>): Output =>
      responseOutput({ operation, success: true, result });

    switch (operation) {
      case 'component_id':
        return done({ id: `${text('prefix')}_${fresh()}`, prefix: text('prefix'), short });
      case 'deterministic': {
        const id = deterministicUuid(text('namespace'), text('name'));
        return done({ id: formatUuid(id, text('format')), namespace: text('namespace'), name: text('name') });
      }
      case 'custom': {
        const timestamp = parameters['timestamp'] === true;
        const suffix = optionalText(uuidGenerator, parameters, 'suffix');
        const parts = [text('prefix'), ...(timestamp ? [String(Date.now())] : []), fresh(), suffix];
        return done({ id: parts.filter((part) => part !== undefined).join('_'), timestamp, short });
      }
      case 'validate':
        return { text: JSON.stringify(inspectUuid(text('uuid'))) };
      default: {
        const version = text('version');
        const uuid = version === 'v5' ? deterministicUuid(text('namespace'), text('name')) : createUuid(version);
        return done({ uuid: formatUuid(uuid, text('format')), version, format: text('format') });
      }
    }
  },
};
