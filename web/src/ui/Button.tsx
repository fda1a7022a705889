import type { ComponentProps } from 'react';
import { Icon, type IconName } from './Icon';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

/** The classes of a button, for a link that looks like one. */
export function buttonClass(look: Look = 'secondary'): string {
  return `btn pv-button pv-button--${look}`;
}

type ButtonProps = ComponentProps<'button'> & { look?: Look; icon?: IconName };

export function Button({ look = 'secondary', icon, className, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={className ? `${buttonClass(look)} ${className}` : buttonClass(look)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
