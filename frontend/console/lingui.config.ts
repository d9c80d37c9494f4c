import { readdirSync } from 'node:fs';

import { formatter } from '@lingui/format-po';

/**
 * The words of the console are kept by rooms, so that a page loads only its own. Each folder of src/features is a room; of the
 * inbox, what an opened ticket loads later is a room of its own; all the rest is "first". A dynamic import into another room goes
 * through `withWords` (src/lib/language.ts), which loads its words beside it; src/test/rooms.test.ts holds that.
 */
const FIRST = ['auth', 'inbox'];
const LATER: Record<string, string[]> = {
  ...Object.fromEntries(
    readdirSync('src/features')
      .filter((name) => !FIRST.includes(name))
      .map((name) => [name, [`src/features/${name}`]]),
  ),
  ticket: ['Conversation.tsx', 'composer', 'customer', 'header', 'side', 'thread'].map((name) => `src/features/inbox/${name}`),
  dialogs: ['bulk', 'macros', 'why', 'header/ReminderDialog.tsx', 'header/TakeDialog.tsx'].map((name) => `src/features/inbox/${name}`),
  search: ['src/features/inbox/search'],
  customer: ['src/ui/customer'],
  tools: ['src/app/Overlays.tsx'],
  posts: ['src/features/posts', 'src/features/inbox/header/PostDrawer.tsx'],
};
const ROOMS: Record<string, string[]> = { first: ['src'], ...LATER };

export default {
  sourceLocale: 'en',
  locales: ['en', 'de', 'fr', 'es', 'ar'],
  catalogs: Object.entries(ROOMS).map(([room, include]) => ({
    path: `src/locales/{locale}/${room}`,
    include,
    exclude: ['src/api/generated', 'src/test', ...Object.values(LATER).flat().filter((other) => !include.includes(other) && include.some((own) => other.startsWith(`${own}/`)))],
  })),
  format: formatter({ origins: false }),
};
