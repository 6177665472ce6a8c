// Where documents belong: everybody's, a tenant's, a session's or a scope of the script's own. Each has a name that no other has. Any thread.

import { badOption } from './retrieval-errors.js';

export interface Scope {
  /** `global`, `tenant`, `session` or a name of one's own; `scope:id` names both. */
  readonly scope?: string | undefined;
  readonly scopeId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** Scopes that are somebody's. */
const NEEDS_ID = ['tenant', 'session', 'user'];

/** `global`, `tenant:ID`, `session:ID`, `NAME:ID`, `NAME`; of a tenant's own scope `tenant:ID/NAME:ID`. @throws SpellError `RAG_OPTION` */
export function namespaceOf({ scope, scopeId, tenantId }: Scope): string {
  const tenant = tenantId === undefined ? undefined : `tenant:${encoded(tenantId, 'tenant_id')}`;
  const inner = innerOf(scope, scopeId, tenantId);
  if (inner === 'global') return tenant ?? inner;
  return tenant === undefined || tenant === inner ? inner : `${tenant}/${inner}`;
}

function innerOf(scope: string | undefined, scopeId: string | undefined, tenantId: string | undefined): string {
  if (scope === undefined || scope === 'global') {
    if (scopeId === undefined) return 'global';
    throw badOption(`the scope 'global' has no scope_id`, `name a scope, such as scope = "session"`);
  }
  const colon = scope.indexOf(':');
  const [name, id] =
    colon < 0 || scopeId !== undefined ? [scope, scopeId] : [scope.slice(0, colon), scope.slice(colon + 1)];
  if (id !== undefined) return `${encoded(name, 'scope')}:${encoded(id, 'scope_id')}`;
  if (name === 'tenant' && tenantId !== undefined) return `tenant:${encoded(tenantId, 'tenant_id')}`;
  if (NEEDS_ID.includes(name))
    throw badOption(`the scope '${name}' needs a scope_id`, `say whose it is: scope_id = "..."`);
  return encoded(name, 'scope');
}

/** Without what divides names. */
function encoded(text: string, field: string): string {
  if (text === '') throw badOption(`${field} is empty`, 'give it a name, or leave it out');
  return text.replaceAll(/[%:/]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
