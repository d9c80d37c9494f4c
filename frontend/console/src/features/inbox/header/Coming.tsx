import { useLingui } from '@lingui/react/macro';

const take = (element: HTMLElement | null): void => element?.focus({ preventScroll: true });

/** Stands in a box whose inside is still loaded, and has the focus, so that Escape closes the box already. */
export function Coming() {
  const { t } = useLingui();
  return (
    <small ref={take} tabIndex={-1}>
      {t`Loading…`}
    </small>
  );
}
