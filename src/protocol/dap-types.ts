// Names of the Debug Adapter Protocol 1.68 that the debugger and its adapters share, as its own types have them. Types only.

import type { DebugProtocol } from '@vscode/debugprotocol';

export type Breakpoint = DebugProtocol.Breakpoint;
export type BreakpointLocation = DebugProtocol.BreakpointLocation;
export type Capabilities = DebugProtocol.Capabilities;
export type CompletionItem = DebugProtocol.CompletionItem;
export type ExceptionBreakpointsFilter = DebugProtocol.ExceptionBreakpointsFilter;
export type Scope = DebugProtocol.Scope;
export type Source = DebugProtocol.Source;
export type StackFrame = DebugProtocol.StackFrame;
export type Variable = DebugProtocol.Variable;
