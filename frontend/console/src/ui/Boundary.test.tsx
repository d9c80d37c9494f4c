import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { ApiError } from '../api/http';
import { Boundary, reportOf } from './Boundary';

describe('a part that falls over', () => {
  it('leaves the rest standing, says so, and is drawn again when it is well', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let broken = true;
    const Part = () => {
      if (broken) throw new RangeError('Maya wrote: my card is 4111');
      return <p>The conversation</p>;
    };
    render(
      <I18nProvider i18n={i18n}>
        <MantineProvider>
          <p>The list</p>
          <Boundary of={1}>
            <Part />
          </Boundary>
        </MantineProvider>
      </I18nProvider>,
    );
    expect(screen.getByText('The list')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('This part of the page does not work right now');
    expect(screen.getByRole('alert').textContent).not.toContain('4111');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('The conversation')).toBeTruthy();
  });

  it('reports what failed and where, and no words of customers', () => {
    const report = reportOf(new RangeError('Maya wrote: my card is 4111'), '\n    at Thread\n    at Conversation', new Date('2026-01-01T12:00:00Z'));
    expect(report).toContain('failed: RangeError');
    expect(report).toContain('at Conversation');
    expect(report).toContain('time: 2026-01-01T12:00:00.000Z');
    expect(report).not.toMatch(/Maya|4111/);
    expect(reportOf(new ApiError(409, 'merged', 'Maya wrote again'), '')).toContain('failed: 409 merged');
  });
});
