// The tool `graph-builder`: graphs of nodes and edges as values, and what can be said of them. Control thread.

import { toJsonText, tryParseJson } from '../json-text.js';
import type { Output } from '../output-table.js';
import { pool } from '../pool/thread-pool.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { limitsOf } from './compute-limits.js';
import { addEdge, addNode, parseGraph } from './graph.js';
import type { Graph } from './graph.js';
import { badParameter, missingParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

const OPERATIONS = ['create_graph', 'add_node', 'add_edge', 'analyze', 'export_json', 'import_json'];

export const graphBuilder: Tool = {
  name: 'graph-builder',
  description: 'Builds graphs of nodes and edges, and analyzes them',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'operation', type: 'string', description: OPERATIONS.join(', '), required: true, choices: OPERATIONS },
    {
      name: 'graph_type',
      type: 'string',
      description: 'of create_graph',
      default: 'directed',
      choices: ['directed', 'undirected'],
    },
    { name: 'graph', type: 'any', description: 'the graph so far, as a table or JSON text' },
    { name: 'node_id', type: 'string', description: 'of add_node' },
    { name: 'label', type: 'string', description: 'of the node or edge' },
    { name: 'from', type: 'string', description: 'node that the edge leaves' },
    { name: 'to', type: 'string', description: 'node that the edge enters' },
    { name: 'weight', type: 'number', description: 'of the edge' },
    { name: 'input', type: 'any', description: 'what import_json reads' },
  ],
  execute: async (parameters, context) => {
    const operation = requireText(graphBuilder, parameters, 'operation');
    const text = (name: string): string => requireText(graphBuilder, parameters, name);
    const label = optionalText(graphBuilder, parameters, 'label');
    switch (operation) {
      case 'create_graph':
        return answer(operation, {
          graph_type: text('graph_type') as Graph['graph_type'],
          nodes: [],
          edges: [],
          metadata: {},
        });
      case 'add_node':
        return answer(operation, addNode(graphOf(parameters, 'graph'), text('node_id'), label));
      case 'add_edge': {
        const weight = parameters['weight'] === undefined ? undefined : Number(parameters['weight']);
        return answer(
          operation,
          addEdge(graphOf(parameters, 'graph'), compact({ from: text('from'), to: text('to'), label, weight })),
        );
      }
      case 'analyze':
        return answer(
          operation,
          await pool.run('analyzeGraph', [graphOf(parameters, 'graph')], limitsOf(parameters, context)),
        );
      case 'export_json':
        return answer(operation, { json: toJsonText(graphOf(parameters, 'graph')) });
      default:
        return answer(operation, graphOf(parameters, parameters['input'] === undefined ? 'graph' : 'input'));
    }
  },
};

/** The original nests the answer; scripts read `r.result.result`. */
function answer(operation: string, result: ValueObject | Graph): Promise<Output> {
  return Promise.resolve(responseOutput({ operation, success: true, result: { operation, success: true, result } }));
}

function graphOf(parameters: ValueObject, name: string): Graph {
  const given = parameters[name];
  if (given === undefined) throw missingParameter(graphBuilder, name);
  const value = typeof given === 'string' ? tryParseJson(given)?.value : given;
  if (value === undefined)
    throw badParameter(graphBuilder, name, 'it is not JSON', 'pass the graph of the last answer');
  return parseGraph(value, name);
}
