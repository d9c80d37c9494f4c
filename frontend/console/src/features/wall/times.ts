export { clockTime as timeOfDay } from '../../lib/format';
