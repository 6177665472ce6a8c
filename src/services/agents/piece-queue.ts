// Brings the pieces of a streamed answer to a function of the script: those that have come while it was busy travel together, and the
// function is still called for each. Control thread.

import type { CallContext, LuaFunctionRef, Value } from '../../base/values.js';
import type { OnChunk } from './agent.js';

/** So many may wait; then the stream does. */
const MOST = 256;

export class PieceQueue {
  private pieces: Value[] = [];
  private delivery: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;
  private readonly controller = new AbortController();

  constructor(
    private readonly call: CallContext,
    private readonly callback: LuaFunctionRef,
  ) {}

  /** All pieces have been taken when it is over. @throws what the function throws, which ends `stream`, and what `stream` throws */
  async during<T>(
    stream: (onChunk: OnChunk, call: CallContext, settle: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([this.call.signal, this.controller.signal]);
    const settle = (): Promise<void> => this.settle();
    try {
      const result = await stream((text, index) => this.add({ text, index }), { ...this.call, signal }, settle);
      await this.settle();
      return result;
    } catch (error) {
      // Pieces from before the error are still the script's.
      await this.delivery;
      throw this.failure === undefined ? error : this.failure.error;
    }
  }

  private async settle(): Promise<void> {
    await this.delivery;
    if (this.failure !== undefined) throw this.failure.error;
  }

  private add(piece: Value): Promise<void> | void {
    if (this.failure !== undefined) throw this.failure.error;
    this.pieces.push(piece);
    this.delivery ??= this.deliver();
    if (this.pieces.length >= MOST) return this.delivery;
  }

  private async deliver(): Promise<void> {
    try {
      while (this.pieces.length > 0) {
        const { pieces } = this;
        this.pieces = [];
        await this.send(pieces);
      }
    } catch (error) {
      this.failure = { error };
      this.controller.abort(error);
    } finally {
      this.delivery = undefined;
    }
  }

  private async send(pieces: readonly Value[]): Promise<void> {
    const { call, callback } = this;
    if (call.invokeEach !== undefined) {
      await call.invokeEach(
        callback,
        pieces.map((piece) => [piece]),
      );
    } else for (const piece of pieces) await call.invoke(callback, [piece]);
  }
}
