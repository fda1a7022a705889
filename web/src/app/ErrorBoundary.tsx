import { Component, type ErrorInfo, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui/Button';

type State = { failed: false } | { failed: true };

/** The last net: a plain page instead of a white one. What was not sent is on the device and comes back. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="pv-page">
        <div className="pv-plain" role="alert">
          <h1>{t('common.crash.title')}</h1>
          <p>{t('common.crash.body')}</p>
          <Button look="primary" onClick={() => location.reload()}>
            {t('common.crash.reload')}
          </Button>
        </div>
      </main>
    );
  }
}
