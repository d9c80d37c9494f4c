import { Button, Checkbox, Slider } from '@mantine/core';
import { msg, t as said } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconBellRinging, IconVolume } from '@tabler/icons-react';
import { Fragment } from 'react';

import { setDevice, useDevice } from '../../lib/device';
import { spoken } from '../../lib/language';
import { play } from '../../lib/tones';
import { useMe } from '../../ui/names';
import { toast } from '../../ui/toast';
import s from './Me.module.css';
import { Group, Part } from './Part';
import { QuietHours } from './QuietHours';
import { useSave } from './useSave';

type Way = 'app' | 'desktop' | 'mail' | 'sound';
const WAYS = spoken<Way>({ app: msg`In the app`, desktop: msg`Desktop`, mail: msg`Mail`, sound: msg`Sound` });
const WAY_KEYS = Object.keys(WAYS) as Way[];
type Kind = 'mention' | 'team_mention' | 'assigned' | 'customer_replied' | 'followed_changed' | 'sla_warning' | 'sla_breach' | 'offer' | 'page' | 'rule' | 'reminder' | 'survey_bad';
const KINDS = spoken<Kind>({
  mention: msg`Somebody mentions me`,
  team_mention: msg`Somebody mentions my team`,
  assigned: msg`A ticket is assigned to me`,
  customer_replied: msg`A customer writes on my ticket`,
  followed_changed: msg`News on a ticket that I follow`,
  sla_warning: msg`A promise on my ticket is due soon`,
  sla_breach: msg`A promise on my ticket is broken`,
  offer: msg`A chat is offered to me`,
  page: msg`I am called, because I am on call`,
  rule: msg`A rule or a macro tells me`,
  reminder: msg`A reminder that I set`,
  survey_bad: msg`A customer was not content`,
});
const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind);

export function NotificationsPart() {
  const { t } = useLingui();
  const me = useMe();
  const save = useSave();
  return (
    <Part title={t`Notifications`} about={t`What you are told of, and how. You are never told of what you did yourself.`}>
      <Group title={t`What I am told of`} about={t`Mail gathers what you have not read after ten minutes into one letter. A tick that is grey cannot be changed: mentions and calls always reach you.`}>
        <div className={s.scroller}>
          <table className={s.matrix}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>When</Trans>
                </th>
                {WAY_KEYS.map((way) => (
                  <th key={way} scope="col">
                    {WAYS[way]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {me.notify.map((wish) => {
                const { kind } = wish;
                if (!isKind(kind)) return <Fragment key={kind} />;
                return (
                  <tr key={kind}>
                    <th scope="row">{KINDS[kind]}</th>
                    {WAY_KEYS.map((way) => (
                      <td key={way}>
                        <Checkbox
                          size="sm"
                          aria-label={`${KINDS[kind]}: ${WAYS[way]}`}
                          checked={save.isPending && save.variables.notify?.[kind]?.[way] !== undefined ? save.variables.notify[kind][way] : wish[way]}
                          disabled={wish.fixed.includes(way)}
                          onChange={(event) => save.mutate({ notify: { [kind]: { [way]: event.currentTarget.checked } } })}
                        />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Group>
      <QuietHours />
      <ThisComputer />
    </Part>
  );
}

async function allowDesktop(): Promise<void> {
  const answer = await Notification.requestPermission();
  setDevice({ desktop: answer === 'granted' });
  if (answer === 'denied') toast(said`Your browser refuses. Allow notifications for this page in its settings, beside the address.`, { seconds: 9 });
}

function ThisComputer() {
  const { t } = useLingui();
  const here = useDevice();
  const can = 'Notification' in window && window.isSecureContext;
  const on = here.desktop && can && Notification.permission === 'granted';
  const tryOut = (): void => void new Notification('Janice', { body: here.hideWords ? t`Something new. Its words are hidden on this computer.` : t`This is how it looks.`, tag: 'try' });
  return (
    <Group title={t`This computer`} about={t`These are kept in this browser, since another computer may stand where others see or hear it.`}>
      <div className={s.form}>
        <div className={s.line}>
          <Checkbox
            size="sm"
            label={t`Show desktop notifications`}
            description={can ? t`Only while you look at no tab of Janice. A click opens the ticket.` : t`This browser shows none here. It needs a secure address (https).`}
            checked={on}
            disabled={!can}
            onChange={(event) => (event.currentTarget.checked ? void allowDesktop() : setDevice({ desktop: false }))}
          />
          <Button variant="default" leftSection={<IconBellRinging size={14} />} disabled={!on} onClick={tryOut}>
            <Trans>Try it</Trans>
          </Button>
        </div>
        <Checkbox size="sm" label={t`Hide the words of customers and colleagues`} description={t`A desktop notification names the ticket and nothing else.`} checked={here.hideWords} onChange={(event) => setDevice({ hideWords: event.currentTarget.checked })} />
        <div className={s.line}>
          <div className={s.volume}>
            <span id="volume">
              <Trans>Volume</Trans>
            </span>
            <Slider aria-labelledby="volume" thumbLabel={t`Volume`} min={0} max={100} step={5} value={Math.round(here.volume * 100)} onChange={(value) => setDevice({ volume: value / 100 })} label={null} />
            <small>{here.volume === 0 ? t`Silent. Move it to hear what has a tick under Sound.` : t`Heard for what has a tick under Sound.`}</small>
          </div>
          <Button variant="default" leftSection={<IconVolume size={14} />} disabled={here.volume === 0} onClick={() => play('told', here.volume)}>
            <Trans>Hear it</Trans>
          </Button>
        </div>
      </div>
    </Group>
  );
}
