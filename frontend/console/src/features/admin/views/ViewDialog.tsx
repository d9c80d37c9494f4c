import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

import { viewsQuery } from '../../../api/queries';
import { supervises, useMe } from '../../../ui/names';
import { draftQuery } from './calls';
import { ViewForm } from './ViewForm';

/** Of the list on screen: its view, if that may be changed and no search narrows it; else a new one that shows the same. */
export default function ViewDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const name = useParams({ strict: false, select: (params) => params.view ?? 'open' });
  const { q }: { q?: string } = useSearch({ strict: false });
  const { data: views } = useQuery(viewsQuery);
  const [, kind, number] = /^(saved|team|channel)-(\d+)$/.exec(name) ?? [];
  const id = Number(number);
  const known = views?.find((view) => kind === 'saved' && view.id === id);
  const view = known && !q && (known.mine || supervises(me)) ? known : null;
  const within = kind === 'team' ? { view: 'open', team: id } : kind === 'channel' ? { view: 'open', channel: id } : { view: name };
  const { data: draft } = useQuery({ ...draftQuery({ ...within, ...(q ? { q } : {}) }), enabled: views !== undefined && view === null });
  if (!views || (view === null && !draft)) return null;
  return (
    <ViewForm
      key={view?.id ?? 'new'}
      view={view}
      conditions={view?.conditions ?? draft!.conditions}
      leftOut={view ? [] : draft!.left_out}
      onClose={onClose}
      onMade={(made) => void navigate({ to: '/inbox/$view', params: { view: `saved-${made.id}` } })}
    />
  );
}
