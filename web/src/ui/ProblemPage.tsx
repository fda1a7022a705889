import { ProblemNotice } from './Notice';
import { MAIN_ID } from './TopBar';

interface ProblemPageProps {
  title: string;
  message: string;
  retryLabel: string;
  onRetry: () => void;
}

/** In the place of a page of which nothing could be loaded. */
export function ProblemPage({ title, ...notice }: ProblemPageProps) {
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page">
      <div className="pv-plain">
        <h1>{title}</h1>
        <ProblemNotice {...notice} />
      </div>
    </main>
  );
}
