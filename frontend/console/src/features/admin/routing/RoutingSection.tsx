import { Skills } from './Skills';
import { Simulator } from './Simulator';
import { Teams } from './Teams';
import { Weights } from './Weights';

/** Who gets which ticket: try it, then set it. */
export default function RoutingSection() {
  return (
    <>
      <Simulator />
      <Teams />
      <Skills />
      <Weights />
    </>
  );
}
