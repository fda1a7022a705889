import type { CSSProperties } from 'react';
import { initials } from './initials';
import { VisuallyHidden } from './VisuallyHidden';

interface AvatarProps {
  name: string;
  /** `#rrggbb`; anything else is ignored, because it may come from another page. */
  color: string | null;
  /** The name beside the sign; otherwise it is only said and shown on hover. */
  named?: boolean;
  size?: 'normal' | 'small';
}

export function Avatar({ name, color, named = false, size = 'normal' }: AvatarProps) {
  const safeColor = color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : undefined;
  const style: CSSProperties & Record<'--pv-avatar-color', string | undefined> = { '--pv-avatar-color': safeColor };
  return (
    <span className={`pv-avatar pv-avatar--${size}`} style={style} title={named ? undefined : name}>
      <span className="pv-avatar__initials" aria-hidden="true">
        {initials(name)}
      </span>
      {named ? <span className="pv-avatar__name">{name}</span> : <VisuallyHidden>{name}</VisuallyHidden>}
    </span>
  );
}
