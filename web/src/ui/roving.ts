/** Where the focus goes in a row or a column of `count` things when `key` is pressed; null: the key is not ours. */
export function rovingIndex(key: string, current: number, count: number, axis: 'row' | 'column'): number | null {
  if (count === 0) return null;
  const forward = axis === 'row' ? 'ArrowRight' : 'ArrowDown';
  const backward = axis === 'row' ? 'ArrowLeft' : 'ArrowUp';
  switch (key) {
    case forward:
      return (current + 1) % count;
    case backward:
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
