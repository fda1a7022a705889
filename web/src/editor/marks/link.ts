import { Mark } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    link: { setLink: (href: string) => ReturnType; unsetLink: () => ReturnType };
  }
}

const SAFE = /^(https?:\/\/|mailto:|tel:)[^\s]+$/i;
const WITHOUT_SCHEME = /^[\w-]+(\.[\w-]+)+(\/\S*)?$/;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Longer ones are tracking, or an attempt to fill the document. */
const MAX_LENGTH = 2_000;

/** The address as stored, or null when it is none we let people follow. */
export function safeHref(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const address = text.trim();
  if (address === '' || address.length > MAX_LENGTH) return null;
  if (SAFE.test(address)) return address;
  if (MAIL.test(address)) return `mailto:${address}`;
  return WITHOUT_SCHEME.test(address) ? `https://${address}` : null;
}

export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  exitable: true,

  addAttributes() {
    return { href: { default: null, parseHTML: (element) => safeHref(element.getAttribute('href')) } };
  },

  parseHTML() {
    return [{ tag: 'a[href]', getAttrs: (element) => (safeHref(element.getAttribute('href')) ? null : false) }];
  },

  renderHTML({ HTMLAttributes }) {
    // Checked again here: the stored value may have come from any client.
    const href = safeHref(HTMLAttributes.href);
    return ['a', { ...(href && { href }), rel: 'noopener noreferrer nofollow', target: '_blank' }, 0];
  },

  addCommands() {
    return {
      setLink:
        (text) =>
        ({ chain }) => {
          const href = safeHref(text);
          return href !== null && chain().extendMarkRange(this.name).setMark(this.name, { href }).run();
        },
      unsetLink:
        () =>
        ({ chain }) =>
          chain().extendMarkRange(this.name).unsetMark(this.name).run(),
    };
  },

  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          // An address pasted over words becomes their link.
          handlePaste(view, event) {
            const text = event.clipboardData?.getData('text/plain') ?? '';
            if (view.state.selection.empty || !SAFE.test(text.trim())) return false;
            return editor.commands.setLink(text);
          },
        },
      }),
    ];
  },
});
