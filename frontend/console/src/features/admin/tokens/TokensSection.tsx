import { Button, Modal } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';

import type { Token } from '../../../api/generated/types.gen';
import { ago, useNow } from '../../../lib/clock';
import { formatDate } from '../../../lib/format';
import { toast, toastError } from '../../../ui/toast';
import { ROLE } from '../../../ui/words';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { revokeToken, tokensQuery } from './calls';
import { TokenForm } from './TokenForm';

export default function TokensSection() {
  const { t } = useLingui();
  const { data: tokens, error } = useQuery({ ...tokensQuery, refetchOnMount: 'always' });
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Token | null>(null);
  return (
    <Section title={t`API tokens`} about={t`With a token, a program works here: a shop that opens tickets, a report that reads them. It may do what its owner may, so end what nobody needs.`} add={{ label: t`New token`, run: () => setMaking(true) }} error={error} pending={!tokens}>
      {tokens?.length === 0 && (
        <p className={s.empty}>
          <Trans>No program has a token. Make one when another system should read or write tickets.</Trans>
        </p>
      )}
      {tokens && tokens.length > 0 && (
        <ul className={s.list}>
          {tokens.map((token) => (
            <li key={token.id} className={s.row}>
              <IconKey size={18} aria-hidden />
              <span className={s.what}>
                <b dir="auto">{token.name}</b>
                <Lines token={token} />
              </span>
              <span className={s.tag}>{ROLE[token.role]}</span>
              <Button variant="subtle" color="red" onClick={() => setEnding(token)} aria-label={t`End ${token.name}`}>
                <Trans>End</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {making && <TokenForm onClose={() => setMaking(false)} />}
      {ending && <Ending token={ending} onClose={() => setEnding(null)} />}
    </Section>
  );
}

function Lines({ token }: { token: Token }) {
  const now = useNow();
  const [made, begins, owner] = [formatDate(token.made_at, 'date'), token.begins, token.user_name];
  const used = token.last_used_at && ago(token.last_used_at, now);
  const until = token.expires_at && formatDate(token.expires_at, 'date');
  return (
    <>
      <small>
        <Trans>
          Has the rights of {owner} · begins with <code>{begins}</code>
        </Trans>
      </small>
      <small>
        {token.made_by_name ? (
          <Trans>
            Made {made} by {token.made_by_name}
          </Trans>
        ) : (
          <Trans>Made {made}</Trans>
        )}
        {' · '}
        {used ? <Trans>last used {used}</Trans> : <Trans>never used</Trans>}
        {until && (
          <>
            {' · '}
            <Trans>ends {until}</Trans>
          </>
        )}
      </small>
    </>
  );
}

function Ending({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey });
      toast(t`Token ended`);
      onClose();
    },
    onError: (error) => toastError(error),
  });
  return (
    <Modal opened onClose={onClose} title={t`End “${token.name}”?`} size={420} closeButtonProps={{ 'aria-label': t`Close` }}>
      <p>
        <Trans>The program that uses it is refused from its next request on. This cannot be taken back.</Trans>
      </p>
      <div className={s.actions}>
        <Button variant="default" onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
        <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>
          <Trans>End it</Trans>
        </Button>
      </div>
    </Modal>
  );
}
