import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { Editor } from '@tiptap/react';
import { useMemo } from 'react';

import { Avatar } from '../../../../ui/Avatar';
import { useMe, useTeams, useUsers } from '../../../../ui/names';
import { AVAILABILITY } from '../../../../ui/words';
import { type KeyHandler, type Seeking, usePickList } from '../pickList';
import { atAt } from './mention';
import s from './Mentions.module.css';

interface Props {
  editor: Editor;
  seeking: Seeking;
  /** In a reply nobody can be called: that is said, with the way out. */
  note: boolean;
  onNote: () => void;
  onKeys: (handler: KeyHandler | null) => void;
  onClose: () => void;
}
export interface Candidate {
  id: string;
  label: string;
  about: string;
  team: boolean;
}
const MENU = 'mentions';

/** Whose name, or a word of it, begins like that. */
export function matching(candidates: readonly Candidate[], query: string): Candidate[] {
  const wanted = query.trim().toLowerCase();
  return candidates.filter(({ label }) => label.toLowerCase().startsWith(wanted) || label.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted))).slice(0, 12);
}

export default function MentionMenu({ editor, seeking, note, onNote, onKeys, onClose }: Props) {
  const me = useMe();
  const users = useUsers();
  const teams = useTeams();
  const candidates = useMemo(
    () => [
      ...[...users.values()]
        .filter((user) => user.active && user.id !== me.id)
        .map((user) => ({ id: `user-${user.id}`, label: user.name, about: AVAILABILITY[user.availability], team: false })),
      ...[...teams.values()].map((team) => ({ id: `team-${team.id}`, label: team.name, about: t`Everybody in this team`, team: true })),
    ],
    [users, teams, me.id],
  );
  const found = useMemo(() => (note || seeking.query ? matching(candidates, seeking.query) : []), [candidates, seeking.query, note]);
  const put = (candidate: Candidate): void => {
    const now = atAt(editor) ?? seeking; // more may have been typed meanwhile
    editor
      .chain()
      .focus()
      .deleteRange({ from: now.from, to: now.to })
      .insertContentAt(now.from, [
        { type: 'mention', attrs: { id: candidate.id, label: candidate.label } },
        { type: 'text', text: ' ' },
      ])
      .run();
    onClose();
  };
  const { line } = usePickList({ editor, id: MENU, query: seeking.query, found: note ? found : [], idOf: (one) => one.id, loading: false, onPick: put, onKeys, onClose });
  if (!found.length) return null;
  if (!note)
    return (
      <div className={s.menu} role="status" onMouseDown={(event) => event.preventDefault()}>
        <div>
          <span><Trans>Colleagues can be mentioned in notes only, where no customer sees their names.</Trans></span>
          <Button size="compact-sm" variant="default" onClick={onNote}>
            <Trans>Write a note instead</Trans>
          </Button>
        </div>
      </div>
    );
  return (
    <div className={s.menu} onMouseDown={(event) => event.preventDefault()}>
      <p><Trans>They are told, and follow this ticket from then on</Trans></p>
      <ul role="listbox" id={MENU} aria-label={t`Colleagues and teams`}>
        {found.map((candidate, n) => (
          <li key={candidate.id} {...line(candidate, n)}>
            {candidate.team ? <IconUsers size={20} aria-hidden /> : <Avatar name={candidate.label} size={24} />}
            <span>
              <b dir="auto">{candidate.label}</b>
              <small>{candidate.about}</small>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
