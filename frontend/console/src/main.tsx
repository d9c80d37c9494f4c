import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import './global.css';

import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';

import { createQueryClient } from './api/queries';
import { createConsoleRouter } from './app/router';
import { onTurn, startLanguage, turnsTaken } from './lib/language';
import { theme } from './theme';
import { Toaster } from './ui/toast';

const client = createQueryClient();
const router = createConsoleRouter(client);
onTurn(() => void client.invalidateQueries()); // the server speaks that language, too
const scheme = localStorageColorSchemeManager({ key: 'janice-scheme' });

/** Another language draws everything anew: text lies in lists, memos and commands, and no part has to ask for changes. */
function Console() {
  const turn = useSyncExternalStore(onTurn, turnsTaken);
  return (
    <DirectionProvider key={turn}>
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <Toaster />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}

void startLanguage().then(() =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <Console />
      </I18nProvider>
    </StrictMode>,
  ),
);
