import type { ComponentProps } from 'react';
import { Icon, type IconName } from './Icon';

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & { icon: IconName; label: string };

/** A button shown by its icon alone; `label` is what a screen reader says and the pointer reads. */
export function IconButton({ icon, label, className, type = 'button', title, ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      className={className ? `pv-icon-button ${className}` : 'pv-icon-button'}
      aria-label={label}
      title={title ?? label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
