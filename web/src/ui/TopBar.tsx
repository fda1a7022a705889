import { Fragment, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from './Icon';

interface Step {
  label: string;
  href?: string;
}

interface TopBarProps {
  skipLabel: string;
  trailLabel: string;
  /** From the outside in; the last is this page. */
  trail: readonly Step[];
  /** `page`: as wide as the text below; `full`: to the edges, above panels. */
  width?: 'page' | 'full';
  /** At the right: status, presence, identity. */
  children?: ReactNode;
}

/** The id of every page's `<main>`, where the skip link leads. */
export const MAIN_ID = 'contenuto';

export function TopBar({ skipLabel, trailLabel, trail, width = 'full', children }: TopBarProps) {
  return (
    <Fragment>
      <a className="pv-skip" href={`#${MAIN_ID}`}>
        {skipLabel}
      </a>
      <header className="pv-bar">
        <div className={width === 'page' ? 'pv-bar__row pv-page' : 'pv-bar__row'}>
          <nav className="pv-bar__trail" aria-label={trailLabel}>
            <ol>
              {trail.map((step) => (
                <li key={step.href ?? step.label}>
                  {step.href === undefined ? (
                    <span aria-current="page">{step.label}</span>
                  ) : (
                    <Link href={step.href}>
                      <span className="pv-bar__back" aria-hidden="true">
                        <Icon name="chevron-left" />
                      </span>
                      <span className="pv-bar__step-name">{step.label}</span>
                    </Link>
                  )}
                </li>
              ))}
            </ol>
          </nav>
          {children !== undefined && <div className="pv-bar__end">{children}</div>}
        </div>
      </header>
    </Fragment>
  );
}
