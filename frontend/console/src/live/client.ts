/** Numbered events over a WebSocket, with gap detection, resume and resync. No framework in here. */
import type { ClientFrame, EventFrame, Frame } from './frames';

export type LiveState = 'connecting' | 'live' | 'catching-up' | 'reconnecting' | 'signed-out';

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}
export interface LiveOptions {
  /** The newest number when the first page was asked for: what happens between that answer and the socket is sent again. */
  start?: { epoch: string; seq: number };
  connect: (since: { epoch: string | null; seq: number }) => Socket;
  /** One batch is one write to the cache. */
  onEvents: (events: EventFrame[]) => void;
  /** Everything that is not numbered: hello, counts, wall, presence. */
  onFrame?: (frame: Frame) => void;
  /** Fetch again whatever is on screen. */
  onResync: (reason: string) => void | Promise<void>;
  onState?: (state: LiveState) => void;
  onServerTime?: (now: string) => void;
  silenceMs?: number;
  gapMs?: number;
  maxHeld?: number;
  random?: () => number;
}

const SIGNED_OUT = [4401, 4403];

export class LiveClient {
  seq = 0;
  epoch: string | null = null;
  state: LiveState = 'connecting';
  private socket: Socket | null = null;
  private tries = 0;
  private stopped = false;
  private held: EventFrame[] = [];
  private batch: EventFrame[] = [];
  private silence: ReturnType<typeof setTimeout> | undefined;
  private gap: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveOptions) {
    if (options.start) ({ epoch: this.epoch, seq: this.seq } = options.start);
  }

  start(): void {
    this.stopped = false;
    this.open();
  }

  stop(): void {
    this.stopped = true;
    for (const timer of [this.silence, this.gap, this.retry]) clearTimeout(timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Call when the network is back, the tab becomes visible, or the computer wakes. */
  nudge(): void {
    if (this.stopped || this.state === 'signed-out') return;
    if (this.state === 'reconnecting') {
      clearTimeout(this.retry);
      this.tries = 0;
      this.open();
    } else this.send({ type: 'ping' });
  }

  send(frame: ClientFrame): void {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      // The socket is opening or closing: whatever matters is said again after hello.
    }
  }

  private set(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.onState?.(state);
  }

  private open(): void {
    if (this.stopped) return;
    const old = this.socket;
    const socket = this.options.connect({ epoch: this.epoch, seq: this.seq });
    this.socket = socket;
    old?.close();
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(JSON.parse(event.data) as Frame);
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.closed(event.code);
    };
    this.expectSound();
  }

  /** Nobody is signed in any more: the server said so to another question, before it closed this connection. */
  signedOut(): void {
    const socket = this.socket;
    this.closed(SIGNED_OUT[0]!);
    socket?.close();
  }

  private closed(code: number): void {
    this.socket = null;
    for (const timer of [this.silence, this.retry]) clearTimeout(timer);
    this.endGap();
    this.held = [];
    if (this.stopped) return;
    if (SIGNED_OUT.includes(code)) {
      this.set('signed-out'); // do not hammer
      return;
    }
    this.set('reconnecting');
    const cap = Math.min(30_000, 500 * 2 ** this.tries++);
    const jitter = 0.5 + 0.5 * (this.options.random ?? Math.random)(); // no thundering herd after a deploy
    this.retry = setTimeout(() => this.open(), cap * jitter);
  }

  private expectSound(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      const socket = this.socket;
      this.closed(1006); // a dead peer may never let close() finish
      socket?.close();
    }, this.options.silenceMs ?? 45_000);
  }

  private receive(frame: Frame): void {
    this.expectSound();
    switch (frame.type) {
      case 'hello':
        this.hello(frame.epoch, frame.head, frame.now);
        break;
      case 'event':
        this.event(frame);
        return;
      case 'beat':
        this.options.onServerTime?.(frame.now);
        if (frame.head > this.seq) this.askReplay(); // head moved and nothing came
        return;
      case 'resync':
        this.resync(frame.epoch, frame.head, frame.reason);
        return;
    }
    this.options.onFrame?.(frame);
  }

  private hello(epoch: string, head: number, now: string): void {
    this.tries = 0;
    this.options.onServerTime?.(now);
    if (this.epoch === null) {
      this.epoch = epoch;
      this.seq = head;
      this.set('live');
    } else if (this.epoch !== epoch) this.resync(epoch, head, 'epoch changed');
    else if (head > this.seq) this.expectEvents(); // the server now replays what came after our number
    else this.set('live');
  }

  private event(frame: EventFrame): void {
    if (frame.seq <= this.seq) return; // replayed twice
    if (frame.prev > this.seq) {
      this.held.push(frame);
      if (this.held.length > (this.options.maxHeld ?? 500)) this.resync(this.epoch ?? '', frame.seq, 'too much is missing');
      else this.askReplay();
      return;
    }
    this.accept(frame);
    this.held.sort((a, b) => a.seq - b.seq);
    while (this.held[0] && this.held[0].prev <= this.seq) {
      const next = this.held.shift()!;
      if (next.seq > this.seq) this.accept(next);
    }
    if (!this.held.length) {
      this.endGap();
      if (this.state === 'catching-up') this.set('live');
    }
  }

  private accept(frame: EventFrame): void {
    this.seq = frame.seq;
    this.batch.push(frame);
    if (this.batch.length > 1) return;
    queueMicrotask(() => {
      const batch = this.batch;
      this.batch = [];
      if (batch.length) this.options.onEvents(batch);
    });
  }

  private askReplay(): void {
    if (this.gap) return;
    this.send({ type: 'replay', after: this.seq });
    this.expectEvents();
  }

  /** Waits for missing events. Only a proven hole (something held behind it) ends in a resync: the newest number may be of an event that is hidden from us. */
  private expectEvents(): void {
    if (this.gap) return;
    this.set('catching-up');
    this.gap = setTimeout(() => {
      this.gap = undefined;
      const newest = this.held.at(-1)?.seq;
      if (newest === undefined) this.set('live');
      else this.resync(this.epoch ?? '', Math.max(newest, ...this.held.map((f) => f.seq)), 'a gap was not filled');
    }, this.options.gapMs ?? 3000);
  }

  private endGap(): void {
    clearTimeout(this.gap);
    this.gap = undefined;
  }

  private resync(epoch: string, head: number, reason: string): void {
    this.endGap();
    this.held = [];
    this.batch = [];
    this.epoch = epoch;
    this.seq = head;
    this.set('catching-up');
    void Promise.resolve(this.options.onResync(reason)).finally(() => {
      if (this.state === 'catching-up') this.set('live');
    });
  }
}
