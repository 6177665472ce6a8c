// Graphs as plain values: read, and with a node or an edge more. Any thread.

import type { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { asArray, compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter } from './parameters.js';

export interface GraphEdge extends ValueObject {
  readonly from: string;
  readonly to: string;
}

export interface Graph extends ValueObject {
  readonly graph_type: 'directed' | 'undirected';
  readonly nodes: readonly ValueObject[];
  readonly edges: readonly GraphEdge[];
  readonly metadata: ValueObject;
}

const SHAPE = 'a graph is {graph_type, nodes = {{id}}, edges = {{from, to}}}';

/** @throws SpellError `TOOL_PARAMETER` */
export function parseGraph(value: Value, parameter: string): Graph {
  const { graph_type: type, nodes, edges, metadata } = isValueObject(value) ? value : {};
  const nodeList = asArray(nodes ?? undefined);
  const edgeList = asArray(edges ?? {});
  if (nodeList === undefined || edgeList === undefined) throw badGraph(parameter, 'it is no graph', SHAPE);
  const ids = new Set(nodeList.map((node) => idOf(node, parameter)));
  for (const edge of edgeList) {
    if (isEdge(edge) && ids.has(edge.from) && ids.has(edge.to)) continue;
    throw badGraph(parameter, 'an edge has no node at its end', 'add the node first');
  }
  return {
    graph_type: type === 'undirected' ? 'undirected' : 'directed',
    nodes: nodeList as readonly ValueObject[],
    edges: edgeList as readonly GraphEdge[],
    metadata: isValueObject(metadata) ? metadata : {},
  };
}

function isEdge(value: Value): value is GraphEdge {
  return isValueObject(value) && typeof value['from'] === 'string' && typeof value['to'] === 'string';
}

function idOf(node: Value, parameter: string): string {
  const id = isValueObject(node) ? node['id'] : undefined;
  if (typeof id !== 'string') throw badGraph(parameter, 'a node has no id', SHAPE);
  return id;
}

export function addNode(graph: Graph, id: string, label: string | undefined): Graph {
  if (graph.nodes.some((node) => node['id'] === id))
    throw badGraph('node_id', `there is a node '${id}'`, 'name another');
  return { ...graph, nodes: [...graph.nodes, compact({ id, label })] };
}

export function addEdge(graph: Graph, edge: ValueObject): Graph {
  for (const end of ['from', 'to']) {
    const id = edge[end] as string;
    if (graph.nodes.some((node) => node['id'] === id)) continue;
    throw badGraph(end, `there is no node '${id}'`, 'add it first with add_node');
  }
  return { ...graph, edges: [...graph.edges, edge as GraphEdge] };
}

function badGraph(parameter: string, problem: string, help: string): SpellError {
  return badParameter({ name: 'graph-builder' }, parameter, problem, help);
}
