/** Working time in the browser: the server says when a calendar is open, and counting down is done here. */
export type Spans = readonly (readonly number[])[]; // [[opens, closes], …] in seconds since 1970

/** Working time from ``now`` to ``due`` in ms, negative once it is past. Null when the spans do not reach that far. */
export function workingLeft(spans: Spans, now: number, due: number): number | null {
  const [from, to] = now < due ? [now, due] : [due, now];
  const first = spans[0];
  const last = spans[spans.length - 1];
  if (!first || !last || from < first[0]! * 1000 || to > last[1]! * 1000) return null;
  let counted = 0;
  for (const [opens, closes] of spans) counted += Math.max(0, Math.min(to, closes! * 1000) - Math.max(from, opens! * 1000));
  return now < due ? counted : -counted;
}
