import { Broken } from '../ui/Boundary';

/** When a page cannot be drawn at all: what happened, and what to do. */
export function Failure({ error, reset, info }: { error: unknown; reset: () => void; info?: { componentStack: string } }) {
  return (
    <main>
      <Broken page error={error} stack={info?.componentStack ?? ''} onRetry={reset} />
    </main>
  );
}
