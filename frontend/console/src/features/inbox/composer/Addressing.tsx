import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconLock } from '@tabler/icons-react';

import type { AnswerChoice } from '../../../api/generated/types.gen';
import type { Recipients, TicketRow } from '../../../api/types';
import { useChannels } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import { summary } from './addresses';
import s from './Composer.module.css';
import { Places } from './Places';

interface Props {
  ticket: TicketRow;
  mode: 'reply' | 'note';
  choices: readonly AnswerChoice[];
  place: AnswerChoice | null;
  /** Null: not known yet. */
  recipients: Recipients | null;
  unfolded: boolean;
  onMode: (mode: 'reply' | 'note') => void;
  onUnfold: () => void;
  onChoose: (key: string) => void;
}

/** The head of the composer: a reply or a note, to whom, by which way, and in whose sight. */
export function Addressing({ ticket, mode, choices, place, recipients, unfolded, onMode, onUnfold, onChoose }: Props) {
  const channel = useChannels().get(ticket.channel_id);
  const { Icon, label } = networkOf(channel?.kind ?? ticket.contact.network);
  const via = (
    <span className={s.via}>
      <Trans>
        via <Icon size={13} aria-hidden /> {channel?.name ?? label}
      </Trans>
    </span>
  );
  const note = mode === 'note';
  return (
    <div className={s.top}>
      <SegmentedControl
        value={mode}
        onChange={(value) => onMode(value as 'reply' | 'note')}
        data={[
          { value: 'reply', label: t`Reply` },
          {
            value: 'note',
            label: (
              <span className={s.segment}>
                <IconLock size={11} aria-hidden />
                <Trans>Note</Trans>
              </span>
            ),
          },
        ]}
        aria-label={t`Reply or note`}
        classNames={{ root: s.modes! }}
      />
      {note ? (
        <span className={s.to}><Trans>Only your team sees this</Trans></span>
      ) : place && !place.recipients_editable ? (
        <span className={s.to}>
          <Trans>
            to <b dir="auto">{place.to || ticket.contact.name}</b>
          </Trans>
          {via}
        </span>
      ) : (
        <button type="button" className={s.to} aria-expanded={unfolded} onClick={onUnfold}>
          <Trans>
            to <b dir="auto">{recipients ? summary(recipients.to) || t`nobody yet` : '…'}</b>
          </Trans>
          {recipients && recipients.cc.length > 0 && <span>· <Trans>Cc {recipients.cc.length}</Trans></span>}
          {recipients && recipients.bcc.length > 0 && <span>· <Trans>Bcc {recipients.bcc.length}</Trans></span>}
          {via}
          <IconChevronDown size={13} aria-hidden />
        </button>
      )}
      {!note && place && place.surface !== '' && (
        <>
          <span className={s.gap} />
          <Places choices={choices} place={place} onChoose={onChoose} />
        </>
      )}
    </div>
  );
}
