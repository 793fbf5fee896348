import type { CallFailure } from '../protocol/failure';
import type { Call } from '../transport/call';

/** A call that passes on everything between its handler and the wire; whoever extends it changes one thing of that. */
export class ForwardedCall implements Call {
  onMessage: (message: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  onGone: () => void = () => undefined;
  onOver: () => void = () => undefined;
  protected readonly wire: Call;

  constructor(wire: Call) {
    this.wire = wire;
    // `onOver` of the wire belongs to the dispatcher, which keeps the list of open calls.
    wire.onMessage = (message) => this.receive(message);
    wire.onEnd = () => this.receiveEnd();
    wire.onGone = () => this.onGone();
  }

  protected receive(message: Buffer): void {
    this.onMessage(message);
  }

  protected receiveEnd(): void {
    this.onEnd();
  }

  get path(): string {
    return this.wire.path;
  }

  get peer(): string {
    return this.wire.peer;
  }

  get isOver(): boolean {
    return this.wire.isOver;
  }

  header(name: string): string | undefined {
    return this.wire.header(name);
  }

  send(message: Buffer): boolean {
    return this.wire.send(message);
  }

  sendRecords(records: readonly Buffer[]): boolean {
    return this.wire.sendRecords(records);
  }

  drained(): Promise<void> {
    return this.wire.drained();
  }

  end(): void {
    this.wire.end();
  }

  fail(failure: CallFailure): void {
    this.wire.fail(failure);
  }

  pause(): void {
    this.wire.pause();
  }

  resume(): void {
    this.wire.resume();
  }
}
