import type { Message } from '../../../api/types';
import { Files } from './Files';
import { Marks } from './Standing';

/** What hangs below the words of a message: its files, and how people took it. */
export default function Below({ message }: { message: Message }) {
  return (
    <>
      <Files message={message} />
      <Marks message={message} />
    </>
  );
}
