// Which modules of a script may log: rules by name, the last that fits counts. Any thread.

export const FILTER_TYPES = ['exact', 'wildcard', 'regex', 'hierarchical'] as const;
export type FilterType = (typeof FILTER_TYPES)[number];

interface Rule {
  readonly pattern: string;
  readonly pattern_type: FilterType;
  readonly enabled: boolean;
  readonly fits: (module: string) => boolean;
}

/** Longer names are cut before a regular expression sees them. */
const MAX_NAME = 100;

export class ModuleFilters {
  isDefault = true;
  private rules: Rule[] = [];

  /** @throws SyntaxError where the pattern is no regular expression */
  add(pattern: string, type: FilterType, enabled: boolean): void {
    this.remove(pattern);
    this.rules.push({ pattern, pattern_type: type, enabled, fits: matcherOf(pattern, type) });
  }

  remove(pattern: string): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter((rule) => rule.pattern !== pattern);
    return this.rules.length < before;
  }

  clear(): void {
    this.rules = [];
  }

  lets(module: string | undefined): boolean {
    if (module === undefined) return this.isDefault;
    return this.rules.findLast(({ fits }) => fits(module.slice(0, MAX_NAME)))?.enabled ?? this.isDefault;
  }

  /** As scripts get it. */
  describe(): Readonly<Record<string, unknown>> {
    const rules = this.rules.map(({ pattern, pattern_type, enabled }) => ({ pattern, pattern_type, enabled }));
    return { default_enabled: this.isDefault, total_rules: rules.length, rules };
  }
}

function matcherOf(pattern: string, type: FilterType): (module: string) => boolean {
  switch (type) {
    case 'exact':
      return (module) => module === pattern;
    case 'hierarchical':
      return (module) => module === pattern || module.startsWith(`${pattern}.`) || module.startsWith(`${pattern}::`);
    case 'wildcard': {
      const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
      const expression = new RegExp(`^${parts.join('.*')}$`, 's');
      return (module) => expression.test(module);
    }
    case 'regex': {
      const expression = new RegExp(pattern);
      return (module) => expression.test(module);
    }
  }
}
