import { SegmentedControl, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useLingui } from '@lingui/react/macro';

import { Group, Part } from './Part';

export function LookPart() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [compact, setCompact] = useLocalStorage({ key: 'janice-compact', defaultValue: false, getInitialValueInEffect: false });
  return (
    <Part title={t`Look`} about={t`Kept in this browser.`}>
      <Group title={t`Light or dark`} about={t`As the system: dark in the evening, if your computer does so.`}>
        <SegmentedControl
          aria-label={t`Light or dark`}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={[
            { value: 'light', label: t`Light` },
            { value: 'dark', label: t`Dark` },
            { value: 'auto', label: t`As the system` },
          ]}
        />
      </Group>
      <Group title={t`Rows of the list`} about={t`Comfortable rows show the last words; compact ones show twice as many tickets. The key D switches too.`}>
        <SegmentedControl
          aria-label={t`Rows of the list`}
          value={compact ? 'compact' : 'comfortable'}
          onChange={(value) => setCompact(value === 'compact')}
          data={[
            { value: 'comfortable', label: t`Comfortable` },
            { value: 'compact', label: t`Compact` },
          ]}
        />
      </Group>
      <Group title={t`Direction`} about={t`The page runs as its language does: Arabic from right to left. Choose the language in your profile.`}>
        <></>
      </Group>
    </Part>
  );
}
