import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LiveClient, type LiveState, type Socket } from './client';
import type { EventFrame, Frame } from './frames';

interface FakeSocket extends Socket {
  sent: { type: string; after?: number }[];
  since: { epoch: string | null; seq: number };
  emit: (frame: Frame) => void;
}

function rig(start?: { epoch: string; seq: number }) {
  const sockets: FakeSocket[] = [];
  const got: number[] = [];
  const states: LiveState[] = [];
  const resyncs: string[] = [];
  let batches = 0;
  const client = new LiveClient({
    start,
    connect: (since) => {
      const socket: FakeSocket = {
        sent: [],
        since,
        onopen: null,
        onmessage: null,
        onclose: null,
        send: (text) => void socket.sent.push(JSON.parse(text) as { type: string }),
        close: () => socket.onclose?.({ code: 1006 }),
        emit: (frame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
      };
      sockets.push(socket);
      return socket;
    },
    onEvents: (batch) => {
      batches += 1;
      got.push(...batch.map((event) => event.seq));
    },
    onResync: (reason) => void resyncs.push(reason),
    onState: (state) => states.push(state),
    random: () => 1,
  });
  client.start();
  return {
    client,
    sockets,
    got,
    states,
    resyncs,
    get socket(): FakeSocket {
      return sockets.at(-1)!;
    },
    get batches(): number {
      return batches;
    },
  };
}
const event = (seq: number, prev = seq - 1): EventFrame => ({ type: 'event', seq, prev, kind: 'ticket.changed', data: {} });
const counts = { mine: 0, unassigned: 0, open: 0, breaching: 0, snoozed: 0, spam: 0, by_team: {}, by_channel: {}, by_view: {} };
const hello = (head: number, epoch = 'A'): Frame => ({ type: 'hello', epoch, head, now: '2026-01-01T00:00:00Z', counts });
const beat = (head: number): Frame => ({ type: 'beat', head, now: '2026-01-01T00:00:00Z' });
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('LiveClient', () => {
  it('delivers in order, and one tick as one batch', async () => {
    const r = rig();
    r.socket.emit(hello(10));
    for (const n of [11, 12, 13]) r.socket.emit(event(n));
    await settle();
    expect(r.got).toEqual([11, 12, 13]);
    expect(r.batches).toBe(1);
    expect(r.client.state).toBe('live');
  });

  it('follows the chain over numbers that it may not see', async () => {
    const r = rig();
    r.socket.emit(hello(10));
    r.socket.emit(event(15, 10));
    r.socket.emit(event(19, 15));
    await settle();
    expect(r.got).toEqual([15, 19]);
    expect(r.socket.sent).toEqual([]);
  });

  it('takes an event whose predecessor is older than where it began', async () => {
    const r = rig();
    r.socket.emit(hello(10));
    r.socket.emit(event(15, 4));
    await settle();
    expect(r.got).toEqual([15]);
  });

  it('holds what comes too early and asks for what is missing', async () => {
    const r = rig();
    r.socket.emit(hello(0));
    r.socket.emit(event(2));
    r.socket.emit(event(3));
    expect(r.socket.sent).toEqual([{ type: 'replay', after: 0 }]);
    expect(r.client.state).toBe('catching-up');
    r.socket.emit(event(1));
    await settle();
    expect(r.got).toEqual([1, 2, 3]);
    expect(r.client.state).toBe('live');
  });

  it('ignores duplicates and old events', async () => {
    const r = rig();
    r.socket.emit(hello(5));
    for (const n of [6, 6, 4]) r.socket.emit(event(n));
    await settle();
    expect(r.got).toEqual([6]);
  });

  it('resyncs when a hole is never filled', async () => {
    const r = rig();
    r.socket.emit(hello(0));
    r.socket.emit(event(5, 4));
    await vi.advanceTimersByTimeAsync(3100);
    expect(r.resyncs).toEqual(['a gap was not filled']);
    expect(r.client.seq).toBe(5);
    expect(r.client.state).toBe('live');
  });

  it('resumes from its number after a break', async () => {
    const r = rig();
    r.socket.emit(hello(7));
    r.socket.emit(event(8));
    await settle();
    r.socket.close();
    expect(r.client.state).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(600);
    expect(r.socket.since).toEqual({ epoch: 'A', seq: 8 });
    r.socket.emit(hello(10));
    expect(r.client.state).toBe('catching-up');
    r.socket.emit(event(9));
    r.socket.emit(event(10));
    await settle();
    expect(r.got).toEqual([8, 9, 10]);
    expect(r.client.state).toBe('live');
    expect(r.resyncs).toEqual([]);
  });

  it('starts over when the numbering is another one', async () => {
    const r = rig();
    r.socket.emit(hello(7));
    r.socket.close();
    await vi.advanceTimersByTimeAsync(600);
    r.socket.emit(hello(2, 'B'));
    await settle();
    expect(r.resyncs).toEqual(['epoch changed']);
    expect(r.client.seq).toBe(2);
  });

  it('notices a silent loss from the beat', () => {
    const r = rig();
    r.socket.emit(hello(7));
    r.socket.emit(beat(9));
    expect(r.socket.sent).toEqual([{ type: 'replay', after: 7 }]);
  });

  it('does not resync because of events that are hidden from it', async () => {
    const r = rig();
    r.socket.emit(hello(7));
    r.socket.emit(beat(9));
    await vi.advanceTimersByTimeAsync(3100);
    expect(r.resyncs).toEqual([]);
    expect(r.client.state).toBe('live');
  });

  it('takes a silent socket for dead', async () => {
    const r = rig();
    r.socket.emit(hello(1));
    await vi.advanceTimersByTimeAsync(45_001);
    expect(r.client.state).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(600);
    expect(r.sockets.length).toBe(2);
  });

  it('waits longer each time, and stops when signed out', async () => {
    const r = rig();
    for (let i = 0; i < 4; i++) {
      r.socket.onclose!({ code: 1006 });
      await vi.advanceTimersByTimeAsync(500 * 2 ** i);
    }
    expect(r.sockets.length).toBe(5);
    r.socket.onclose!({ code: 4401 });
    await vi.advanceTimersByTimeAsync(60_000);
    r.client.nudge();
    expect(r.sockets.length).toBe(5);
    expect(r.client.state).toBe('signed-out');
  });

  it('begins where the first page was asked for, and gets what happened since', async () => {
    const r = rig({ epoch: 'A', seq: 7 });
    expect(r.socket.since).toEqual({ epoch: 'A', seq: 7 });
    r.socket.emit(hello(9));
    r.socket.emit(event(8));
    r.socket.emit(event(9));
    await settle();
    expect(r.got).toEqual([8, 9]);
    expect(r.client.state).toBe('live');
    expect(r.resyncs).toEqual([]);
  });

  it('knocks no more once another answer said that nobody is signed in', async () => {
    const r = rig();
    r.socket.emit(hello(0));
    r.client.signedOut();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(r.client.state).toBe('signed-out');
    expect(r.sockets.length).toBe(1);

    const waiting = rig();
    waiting.socket.onclose!({ code: 1006 });
    waiting.client.signedOut();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(waiting.client.state).toBe('signed-out');
    expect(waiting.sockets.length).toBe(1);
  });

  it('ends with every event once and in order, whatever is lost, doubled or late', async () => {
    for (let seed = 1; seed < 40; seed++) {
      let a = seed;
      const random = (): number => (a = (a * 16807) % 2147483647) / 2147483647;
      const r = rig();
      r.socket.emit(hello(0));
      const last = 60;
      for (let n = 1; n <= last; n++) {
        if (random() < 0.15) continue;
        r.socket.emit(event(n));
        if (random() < 0.1) r.socket.emit(event(n));
      }
      r.socket.emit(beat(last));
      for (let round = 0; round < 5 && r.client.seq < last; round++) {
        const from = r.socket.sent.findLast((frame) => frame.type === 'replay')?.after ?? r.client.seq;
        for (let n = from + 1; n <= last; n++) r.socket.emit(event(n));
        await settle();
      }
      expect(r.got).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      r.client.stop();
    }
  });
});
