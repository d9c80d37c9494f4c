/** Lines as they come: by WebSocket, and by asking every few seconds for as long as that does not open. */
import { after, Refused, seen, token, type Line } from './calls';
import { boot } from './words';

interface Listener {
  lines: (lines: Line[]) => void;
  typing: (name: string) => void;
  connected: (yes: boolean) => void;
  expired: () => void;
}
type Frame = { type: 'lines'; lines: Line[] } | { type: 'typing'; name: string } | { type: 'ready' } | { type: 'beat' };

const SLOWEST = 30_000;
const ASK_EVERY = 3_000;
const ASK_HIDDEN = 15_000;
const PING = 25_000;
const SILENT = 60_000;
const EXPIRED = 4401;

export class Live {
  seq = 0;
  private socket?: WebSocket;
  private ready = false;
  private tries = 0;
  private heard = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private started = false;
  private stopped = false;
  private read = 0;
  private told = '';

  constructor(private readonly on: Listener) {
    addEventListener('online', () => this.again());
    document.addEventListener('visibilitychange', () => document.hidden || this.again());
  }

  start(seq: number): void {
    this.seq = Math.max(this.seq, seq);
    this.stopped = false;
    if (this.started) {
      this.again();
      return;
    }
    this.started = true;
    this.connect();
    setInterval(() => this.ping(), PING);
    this.ask();
  }

  stop(): void {
    this.stopped = true;
    this.socket?.close();
  }

  /** The panel shows everything up to ``seq``; ``read``: the visitor has it before their eyes. */
  got(read: number): void {
    this.read = Math.max(this.read, read);
    const news = `${this.seq} ${this.read}`;
    if (news === this.told || this.stopped) return;
    this.told = news;
    if (this.ready) this.send({ type: 'seen', delivered: this.seq, read: this.read });
    else seen(this.seq, this.read).catch(() => (this.told = ''));
  }

  typing(on: boolean): void {
    if (this.ready) this.send({ type: 'typing', on });
  }

  take(lines: Line[]): void {
    for (const line of lines) this.seq = Math.max(this.seq, line.seq);
    if (lines.length) this.on.lines(lines);
  }

  private connect(): void {
    if (this.stopped || this.socket) return;
    const url = Object.assign(new URL(boot.socket, location.href), { protocol: location.protocol.replace('http', 'ws') });
    const socket = new WebSocket(url, ['janice.chat', token.get()]);
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () => this.send({ type: 'hello', after: this.seq });
    socket.onmessage = (event: MessageEvent<string>) => {
      this.heard = Date.now();
      const frame = JSON.parse(event.data) as Frame;
      if (frame.type === 'lines') this.take(frame.lines);
      else if (frame.type === 'typing') this.on.typing(frame.name);
      else if (frame.type === 'ready') {
        this.ready = true;
        this.tries = 0;
        this.told = '';
        this.on.connected(true);
      }
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      if (this.ready) this.on.connected(false);
      this.ready = false;
      this.on.typing('');
      if (event.code === EXPIRED) this.on.expired();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.connect(), Math.min(SLOWEST, 1000 * 2 ** this.tries++) * (0.5 + Math.random() / 2));
    };
  }

  private again(): void {
    if (!this.started || this.ready || this.stopped) return;
    clearTimeout(this.timer);
    this.tries = 0;
    this.connect();
  }

  private ping(): void {
    if (Date.now() - this.heard > SILENT) this.socket?.close();
    else if (this.ready) this.send({ type: 'ping' });
  }

  /** Runs for ever, and asks only while no socket is there. */
  private ask(): void {
    setTimeout(() => {
      void this.look().finally(() => this.ask());
    }, document.hidden ? ASK_HIDDEN : ASK_EVERY);
  }

  private async look(): Promise<void> {
    if (this.ready || this.stopped) return;
    try {
      this.take(await after(this.seq));
      this.on.connected(true);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) this.on.expired();
      else this.on.connected(false);
    }
  }

  private send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
