import { t } from '@lingui/core/macro';

import { Section } from '../Section';
import r from './Routing.module.css';
import { Simulator } from './Simulator';
import { Skills } from './Skills';
import { Teams } from './Teams';
import { Weights } from './Weights';

/** Who gets which ticket: try it, then set it. */
export default function RoutingSection() {
  return (
    <Section title={t`Routing`} about={t`Who gets which ticket. Try it out, then set how each team shares its work, who can do what, and how much one ticket takes.`}>
      <div className={r.parts}>
        <Simulator />
        <Teams />
        <Skills />
        <Weights />
      </div>
    </Section>
  );
}
