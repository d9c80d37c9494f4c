import { msg } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';

import { spoken } from '../../../lib/language';
import { VIEW_ICONS, type ViewIcon } from '../../../ui/viewIcons';
import v from './Views.module.css';

const NAME = spoken<ViewIcon>({ filter: msg`Funnel`, star: msg`Star`, flag: msg`Flag`, flame: msg`Flame`, hourglass: msg`Hourglass`, coin: msg`Coin`, package: msg`Parcel`, tool: msg`Tool`, bug: msg`Bug`, crown: msg`Crown`, heart: msg`Heart`, world: msg`Globe` });

/** What stands before the view's name at the side. */
export function IconPicker({ value, onChange }: { value: string; onChange: (name: ViewIcon) => void }) {
  const chosen = value in VIEW_ICONS ? value : 'filter';
  return (
    <fieldset className={v.icons}>
      <legend>
        <Trans>Symbol</Trans>
      </legend>
      {(Object.keys(VIEW_ICONS) as ViewIcon[]).map((name) => {
        const Icon = VIEW_ICONS[name];
        return (
          <label key={name} className={v.icon} title={NAME[name]}>
            <input type="radio" name="icon" aria-label={NAME[name]} checked={chosen === name} onChange={() => onChange(name)} />
            <Icon size={18} stroke={1.7} aria-hidden />
          </label>
        );
      })}
    </fieldset>
  );
}
