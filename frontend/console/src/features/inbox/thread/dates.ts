export { clockTime, dayOf, fullTime, shortTime } from '../../../lib/format';
