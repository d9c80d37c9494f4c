import { Kbd, Switch } from '@mantine/core';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { keyCaps, useCommandList } from '../../lib/commands';
import { enableSingleKeys, singleKeysEnabled } from '../../lib/keys';
import s from './Me.module.css';
import { Group, Part } from './Part';

export function KeyboardPart() {
  const { t } = useLingui();
  const [single, setSingle] = useState(singleKeysEnabled);
  const commands = useCommandList().filter((command) => command.keys);
  return (
    <Part title={t`Keyboard`} about={t`Everything can be done with the pointer too.`}>
      <Group title={t`Single keys`} about={t`J goes to the next ticket, E solves it. Switch them off if you speak to your computer, or press keys by accident; chords with Ctrl stay.`}>
        <Switch
          label={t`Shortcuts with a single key, such as J or E`}
          checked={single}
          onChange={(event) => {
            enableSingleKeys(event.currentTarget.checked);
            setSingle(event.currentTarget.checked);
          }}
        />
      </Group>
      <Group title={t`What works on this page`} about={t`Press ? on any page for what works there.`}>
        <ul className={s.keys}>
          {commands.map((command) => (
            <li key={command.id}>
              <span>{command.label}</span>
              <span>
                {keyCaps(command.keys!).map((cap, i) => (
                  <Kbd key={i}>{cap}</Kbd>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </Group>
    </Part>
  );
}
