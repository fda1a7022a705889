import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

interface BadgeProps {
  tone?: 'neutral' | 'info' | 'positive' | 'attention';
  icon?: IconName;
  children: ReactNode;
}

export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  return (
    <span className={`pv-badge pv-badge--${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
