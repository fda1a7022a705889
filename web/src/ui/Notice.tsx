import type { ReactNode } from 'react';
import { Icon } from './Icon';

interface NoticeProps {
  tone?: 'neutral' | 'problem' | 'attention';
  title?: string;
  children: ReactNode;
  action?: ReactNode;
}

/** What happened, what is safe, what to do. A problem is said at once, the rest politely. */
export function Notice({ tone = 'neutral', title, children, action }: NoticeProps) {
  return (
    <div className={`pv-notice pv-notice--${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <div className="pv-notice__said">
        {tone !== 'neutral' && <Icon name="alert" />}
        <div className="pv-notice__body">
          {title && <p className="pv-notice__title">{title}</p>}
          <div>{children}</div>
        </div>
      </div>
      {action}
    </div>
  );
}

interface ProblemNoticeProps {
  message: string;
  retryLabel?: string;
  onRetry?: () => void;
}

export function ProblemNotice({ message, retryLabel, onRetry }: ProblemNoticeProps) {
  const action =
    retryLabel !== undefined && onRetry ? (
      <button type="button" className="btn pv-button pv-button--secondary" onClick={onRetry}>
        {retryLabel}
      </button>
    ) : undefined;
  return (
    <Notice tone="problem" action={action}>
      {message}
    </Notice>
  );
}
