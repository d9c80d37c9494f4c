/** What matched stands out, as the server marked it. */
export default function Marked({ snippet }: { snippet: string }) {
  return snippet.split('\u0002').map((part, n) => {
    const [match, rest] = part.split('\u0003');
    return n === 0 || rest === undefined ? part : [<mark key={n}>{match}</mark>, rest];
  });
}
