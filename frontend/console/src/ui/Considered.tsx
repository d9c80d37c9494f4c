import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import type { Considered as Row } from '../api/generated/types.gen';
import { formatNumber } from '../lib/format';
import { Avatar } from './Avatar';
import s from './Considered.module.css';

const VERDICT: Record<Row['verdict'], string> = { get chosen() { return t`Chosen`; }, get passed() { return t`Could have it`; }, get rejected() { return t`Cannot`; } };

/** Everybody who was looked at, what came of it, and why. */
export function Considered({ people }: { people: readonly Row[] }) {
  if (!people.length) return <p className={s.none}><Trans>Nobody was looked at: nobody works there.</Trans></p>;
  return (
    <table className={s.people}>
      <caption className="sr-only"><Trans>Everybody who was considered</Trans></caption>
      <thead>
        <tr>
          <th scope="col"><Trans>Person</Trans></th>
          <th scope="col"><Trans>Verdict</Trans></th>
          <th scope="col"><Trans>Why</Trans></th>
          <th scope="col" className={s.number}>
            <Trans>Load</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((each) => (
          <tr key={each.user_id} data-verdict={each.verdict}>
            <th scope="row">
              <Avatar name={each.name} size={20} /> {each.name}
            </th>
            <td>{VERDICT[each.verdict]}</td>
            <td>{each.why}</td>
            <td className={`${s.number} num`} title={t`Open work and capacity, in mails`}>
              {formatNumber(each.load, 1)} / {each.capacity}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
