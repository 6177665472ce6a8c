// What a script wants to be told of an agent: conditions on its figures and its health, and those that have come true. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export const HEALTH = ['healthy', 'degraded', 'unhealthy'] as const;
export type Health = (typeof HEALTH)[number];

/** What conditions look at. */
export interface Measured {
  readonly metrics: ValueObject;
  readonly health: Health;
  readonly errorRate: number;
}

/** The value that makes it true, or undefined. */
type Condition = (measured: Measured) => Value;

interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly condition: Condition;
  readonly cooldownMs: number;
  readonly isEnabled: boolean;
  triggeredAt: number | undefined;
}

const SEVERITIES = ['info', 'warning', 'error', 'critical'];
const TYPES = ['metric_threshold', 'health_status', 'error_rate'];
const DEFAULT_COOLDOWN_SECONDS = 300;
/** Alerts that are remembered. */
const MOST = 100;

const OPERATORS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
};

export class Alerts {
  private readonly rules = new Map<string, Rule>();
  private raised: readonly ValueObject[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  /** {name, severity?, condition, cooldown_seconds?, enabled?}; one of the same name is replaced. @throws SpellError `AGENT_ALERT` */
  configure(table: ValueObject): void {
    const rule = parseRule(table);
    this.rules.set(rule.name, rule);
  }

  get isEmpty(): boolean {
    return this.rules.size === 0;
  }

  /** Looks whether conditions hold. Gives what is new: {name, severity, message, value, timestamp}. */
  check(measured: Measured): readonly ValueObject[] {
    const at = this.now();
    const fresh: ValueObject[] = [];
    for (const rule of this.rules.values()) {
      const isResting = rule.triggeredAt !== undefined && at - rule.triggeredAt < rule.cooldownMs;
      const value = !rule.isEnabled || isResting ? undefined : rule.condition(measured);
      if (value === undefined || value === null) continue;
      rule.triggeredAt = at;
      const { name, severity } = rule;
      const message = `${name}: ${typeof value === 'string' ? value : Number(value)}`;
      fresh.push({ name, severity, message, value, timestamp: new Date(at).toISOString() });
    }
    this.raised = [...this.raised, ...fresh].slice(-MOST);
    return fresh;
  }

  /** Those that were raised, oldest first. */
  list(): readonly ValueObject[] {
    return this.raised;
  }
}

function parseRule(table: ValueObject): Rule {
  const { name, severity = 'warning', condition, cooldown_seconds = DEFAULT_COOLDOWN_SECONDS, enabled = true } = table;
  if (typeof name !== 'string' || name === '') throw wrong('name', 'it is missing or no text');
  if (typeof severity !== 'string' || !SEVERITIES.includes(severity)) {
    throw wrong('severity', `it is none of ${SEVERITIES.join(', ')}`);
  }
  if (typeof enabled !== 'boolean') throw wrong('enabled', `expected a boolean, got ${luaTypeOf(enabled)}`);
  return {
    name,
    severity,
    condition: parseCondition(condition),
    cooldownMs: number(cooldown_seconds, 'cooldown_seconds') * 1000,
    isEnabled: enabled,
    triggeredAt: undefined,
  };
}

function parseCondition(condition: Value): Condition {
  if (!isValueObject(condition)) throw wrong('condition', `expected a table, got ${luaTypeOf(condition)}`);
  switch (condition['type']) {
    case 'metric_threshold':
      return metricCondition(condition);
    case 'health_status': {
      const status = HEALTH.find((known) => known === (condition['status'] ?? 'unhealthy'));
      if (status === undefined) throw wrong('condition.status', `it is none of ${HEALTH.join(', ')}`);
      return ({ health }) => (health === status ? health : undefined);
    }
    case 'error_rate': {
      const threshold = number(condition['threshold'] ?? condition['rate'], 'condition.threshold');
      if (threshold > 1) throw wrong('condition.threshold', 'a rate is between 0 and 1');
      return ({ errorRate }) => (errorRate > threshold ? errorRate : undefined);
    }
    default: {
      const type = condition['type'];
      const text = typeof type === 'string' ? type : luaTypeOf(type);
      throw wrong('condition.type', `'${text}' is none of ${TYPES.join(', ')}${didYouMean(text, TYPES)}`);
    }
  }
}

function metricCondition({ metric, operator = '>', threshold }: ValueObject): Condition {
  if (typeof metric !== 'string') throw wrong('condition.metric', 'it is missing or no text; see agent:get_metrics()');
  const compare = typeof operator === 'string' ? OPERATORS[operator] : undefined;
  if (compare === undefined) throw wrong('condition.operator', `it is none of ${Object.keys(OPERATORS).join(' ')}`);
  const limit = number(threshold, 'condition.threshold');
  return ({ metrics }) => {
    const value = metrics[metric];
    return typeof value === 'number' && compare(value, limit) ? value : undefined;
  };
}

function number(value: Value, field: string): number {
  const converted = typeof value === 'bigint' ? Number(value) : value;
  if (typeof converted === 'number' && converted >= 0) return converted;
  throw wrong(
    field,
    typeof converted === 'number' ? `${converted} is below 0` : `expected a number, got ${luaTypeOf(value)}`,
  );
}

function wrong(field: string, problem: string): SpellError {
  return new SpellError('AGENT_ALERT', `Invalid alert: ${field}: ${problem}`, {
    category: 'Validation error',
    help: "write {name = 'errors', severity = 'critical', condition = {type = 'error_rate', threshold = 0.2}, cooldown_seconds = 60}",
    details: { field },
  });
}
