import type { ComponentProps } from 'react';
import { Dialog } from './Dialog';

/** From the bottom on a phone, from the side on a wide screen. */
export function Sheet(props: Omit<ComponentProps<typeof Dialog>, 'shape'>) {
  return <Dialog {...props} shape="sheet" />;
}
