// What can be said of a graph: how many parts it has, how they hang together, whether there are circles. Any thread.

import type { ValueObject } from '../value-kinds.js';
import type { Graph, GraphEdge } from './graph.js';

export function analyzeGraph({ graph_type, nodes, edges }: Graph): ValueObject {
  const isDirected = graph_type === 'directed';
  const ids = nodes.map((node) => node['id'] as string);
  const degrees = Object.fromEntries(
    ids.map((id) => {
      const entering = edges.filter((edge) => edge.to === id).length;
      const leaving = edges.filter((edge) => edge.from === id).length;
      const all = { degree: entering + leaving };
      return [id, isDirected ? { ...all, in_degree: entering, out_degree: leaving } : all];
    }),
  );
  const pairs = (ids.length * (ids.length - 1)) / (isDirected ? 1 : 2);
  const order = isDirected ? topologicalOrder(ids, edges) : undefined;
  const parts = components(ids, edges);
  return {
    graph_type,
    node_count: ids.length,
    edge_count: edges.length,
    density: pairs === 0 ? 0 : edges.length / pairs,
    component_count: parts.length,
    components: parts,
    is_connected: parts.length === 1,
    has_cycles: isDirected ? order === undefined : edges.length > ids.length - parts.length,
    isolated_nodes: parts.filter((part) => part.length === 1).flat(),
    degrees,
    ...(order === undefined ? {} : { topological_order: order }),
  };
}

/** Nodes that hang together, whatever the direction of their edges. */
function components(ids: readonly string[], edges: readonly GraphEdge[]): string[][] {
  const neighbours = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const seen = new Set<string>();
  return ids.flatMap((start) => {
    if (seen.has(start)) return [];
    const part = [start];
    seen.add(start);
    for (const id of part) {
      for (const next of neighbours.get(id) ?? []) {
        if (!seen.has(next)) part.push(next);
        seen.add(next);
      }
    }
    return [part];
  });
}

/** Each node before those that it leads to; undefined where there is a circle. */
function topologicalOrder(ids: readonly string[], edges: readonly GraphEdge[]): string[] | undefined {
  const entering = new Map(ids.map((id) => [id, 0]));
  for (const { to } of edges) entering.set(to, (entering.get(to) ?? 0) + 1);
  const order = ids.filter((id) => entering.get(id) === 0);
  for (const id of order) {
    for (const { to } of edges.filter(({ from }) => from === id)) {
      const left = (entering.get(to) ?? 0) - 1;
      entering.set(to, left);
      if (left === 0) order.push(to);
    }
  }
  return order.length === ids.length ? order : undefined;
}
