import { createElement } from 'react';

export default function DocumentPage({ slug, documentId }: { slug: string; documentId: string }) {
  return createElement('main', null, slug, ' ', documentId);
}
