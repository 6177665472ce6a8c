// How one client wants to be told: what it has said in `initialize`. Any thread.

import type { LuaType } from '../contract.js';

export interface ClientView {
  /** A page of JupyterLab: one that is loaded again finds the debugger started, and introduces itself no second time. */
  readonly isPage: boolean;
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

export const PLAIN_VIEW: ClientView = { isPage: false, typeName: (type) => type };

export function viewOf(clientId: string | undefined): ClientView {
  return clientId === 'jupyterlab' ? { isPage: true, typeName: (type) => JUPYTER_TYPES[type] } : PLAIN_VIEW;
}
