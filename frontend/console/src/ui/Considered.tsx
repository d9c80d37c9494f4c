import type { Considered as Row } from '../api/generated/types.gen';
import { Avatar } from './Avatar';
import s from './Considered.module.css';

const VERDICT: Record<Row['verdict'], string> = { chosen: 'Chosen', passed: 'Could have it', rejected: 'Cannot' };

/** Everybody who was looked at, what came of it, and why. */
export function Considered({ people }: { people: readonly Row[] }) {
  if (!people.length) return <p className={s.none}>Nobody was looked at: nobody works there.</p>;
  return (
    <table className={s.people}>
      <caption className="sr-only">Everybody who was considered</caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Verdict</th>
          <th scope="col">Why</th>
          <th scope="col" className={s.number}>
            Load
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
            <td className={`${s.number} num`} title="Open work and capacity, in mails">
              {(Math.round(each.load * 10) / 10).toLocaleString('en')} / {each.capacity}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
