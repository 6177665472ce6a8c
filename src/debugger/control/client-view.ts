// How one client wants to be told: what it has said in `initialize`. Any thread.

import type { LuaType } from '../contract.js';

export interface ClientView {
  /** The name of a type for this client; undefined where it shows values only without one. */
  readonly typeName: (type: LuaType) => string | undefined;
}

/** JupyterLab prints the value of a variable only if it has one of these types, or none. */
const JUPYTER_TYPES: Readonly<Partial<Record<LuaType, string>>> = {
  integer: 'int',
  float: 'float',
  boolean: 'bool',
  string: 'str',
};

export const PLAIN_VIEW: ClientView = { typeName: (type) => type };

export function viewOf(clientId: string | undefined): ClientView {
  return clientId === 'jupyterlab' ? { typeName: (type) => JUPYTER_TYPES[type] } : PLAIN_VIEW;
}
