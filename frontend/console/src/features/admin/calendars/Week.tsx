import { t } from '@lingui/core/macro';
import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

import { nameOfDay, WEEKDAYS } from '../hours';
import s from './Calendars.module.css';
import { type Bar, clock, DAY, parseBars, said, shifted, showBars, STEP } from './week';

interface Drag {
  at: number;
  bar: Bar;
  from: number;
  edge: 'start' | 'end' | 'both';
}

/** Days down, hours across; bars are open hours. Drawn with the mouse, moved with the arrow keys, or typed. */
export function Week({ bars, onChange }: { bars: readonly Bar[]; onChange: (bars: Bar[]) => void }) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const minute = (event: PointerEvent, track: Element): number => {
    const box = track.getBoundingClientRect();
    return Math.round(((event.clientX - box.left) / box.width) * (DAY / STEP)) * STEP;
  };
  const put = (at: number, bar: Bar): void => onChange(bars.map((one, n) => (n === at ? bar : one)));
  const remove = (at: number): void => onChange(bars.filter((_, n) => n !== at));
  return (
    <div className={s.week} role="group" aria-label={t`Open hours of a week`}>
      <div className={s.scale} aria-hidden>
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour} style={{ insetInlineStart: `${(100 * hour) / 24}%` }}>
            {hour}
          </span>
        ))}
      </div>
      {WEEKDAYS.map((weekday) => (
        <div key={weekday} className={s.day}>
          <span className={s.name}>{nameOfDay(weekday)}</span>
          <div
            className={s.track}
            onPointerDown={(event) => {
              if (event.target !== event.currentTarget || event.button !== 0) return;
              const from = Math.max(0, Math.min(DAY - 4 * STEP, minute(event, event.currentTarget)));
              const bar = { weekday, start: from, end: from + 4 * STEP };
              event.currentTarget.setPointerCapture(event.pointerId);
              setDrag({ at: bars.length, bar, from, edge: 'end' });
              onChange([...bars, bar]);
            }}
            onPointerMove={(event) => {
              if (!drag) return;
              const by = minute(event, event.currentTarget) - drag.from;
              put(drag.at, shifted(drag.bar, drag.edge === 'end' ? 0 : by, drag.edge === 'start' ? 0 : by));
            }}
            onPointerUp={() => setDrag(null)}
            onPointerCancel={() => setDrag(null)}
          >
            {bars.map((bar, at) => {
              if (bar.weekday !== weekday && !((bar.weekday + 1) % 7 === weekday && bar.end > DAY)) return null;
              if (bar.weekday !== weekday) return <i key={`rest ${at}`} className={s.rest} style={{ insetInlineStart: 0, inlineSize: `${(100 * (bar.end - DAY)) / DAY}%` }} aria-hidden />;
              return (
                <WindowBar
                  key={at}
                  bar={bar}
                  onDrag={(event, edge) => {
                    const track = event.currentTarget.closest(`.${s.track}`)!;
                    track.setPointerCapture(event.pointerId);
                    setDrag({ at, bar, from: minute(event, track), edge });
                  }}
                  onMove={(next) => put(at, next)}
                  onRemove={() => remove(at)}
                />
              );
            })}
          </div>
          <Typed weekday={weekday} bars={bars} onChange={onChange} />
        </div>
      ))}
    </div>
  );
}

function WindowBar({ bar, onDrag, onMove, onRemove }: { bar: Bar; onDrag: (event: PointerEvent, edge: Drag['edge']) => void; onMove: (bar: Bar) => void; onRemove: () => void }) {
  const ref = useRef<HTMLButtonElement>(null);
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by) onMove(shifted(bar, event.shiftKey ? 0 : by, by));
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove();
    else return;
    event.preventDefault();
  };
  const shown = Math.min(bar.end, DAY);
  return (
    <button
      ref={ref}
      type="button"
      className={s.bar}
      style={{ insetInlineStart: `${(100 * bar.start) / DAY}%`, inlineSize: `${(100 * (shown - bar.start)) / DAY}%` }}
      aria-label={t`${nameOfDay(bar.weekday)}, open ${said(bar)}`}
      aria-description={t`Arrow keys move it, with Shift they change its end, Delete removes it.`}
      onKeyDown={key}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const box = event.currentTarget.getBoundingClientRect();
        const edge = event.clientX - box.left < 8 ? 'start' : box.right - event.clientX < 8 ? 'end' : 'both';
        ref.current?.focus();
        onDrag(event, edge);
      }}
    >
      <span>
        {clock(bar.start)}–{clock(bar.end)}
      </span>
    </button>
  );
}

function Typed({ weekday, bars, onChange }: { weekday: number; bars: readonly Bar[]; onChange: (bars: Bar[]) => void }) {
  const own = bars.filter((bar) => bar.weekday === weekday);
  const [text, setText] = useState<string | null>(null);
  const wrong = text !== null && parseBars(text, weekday) === null;
  return (
    <TextInput
      className={s.typed}
      size="xs"
      aria-label={t`${nameOfDay(weekday)}: open hours`}
      placeholder={t`closed`}
      value={text ?? showBars(own)}
      error={wrong ? t`As in 09:00–18:00` : undefined}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        const next = parseBars(typed, weekday);
        if (next) onChange([...bars.filter((bar) => bar.weekday !== weekday), ...next]);
      }}
      onBlur={() => !wrong && setText(null)}
    />
  );
}
