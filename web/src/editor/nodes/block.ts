import { InputRule, Node } from '@tiptap/core';

/** Styles of a block. An attribute and not a node type: changing it while somebody types loses nothing. */
export const BLOCK_STYLES = ['p', 'h3', 'h4', 'quote'] as const;
export type BlockStyle = (typeof BLOCK_STYLES)[number];

const TAGS: Record<BlockStyle, string> = { p: 'p', h3: 'h3', h4: 'h4', quote: 'blockquote' };

/** A name this page does not know is shown as a paragraph, and kept as it is. */
export function blockTag(style: unknown): string {
  return TAGS[style as BlockStyle] ?? TAGS.p;
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    block: { setBlockStyle: (style: BlockStyle) => ReturnType };
  }
}

/** Typed at the start of a block, with a space after it. */
const MARKDOWN: readonly [RegExp, BlockStyle][] = [
  [/^#\s$/, 'h3'],
  [/^##\s$/, 'h4'],
  [/^>\s$/, 'quote'],
];

export const Block = Node.create({
  name: 'block',
  group: 'flow',
  content: 'inline*',
  // First in the schema: the first node of `flow` is what fills an empty place.
  priority: 1000,

  addAttributes() {
    return { style: { default: 'p', rendered: false } };
  },

  parseHTML() {
    return [
      { tag: 'p', attrs: { style: 'p' } },
      // Section titles are second level, so pasted headings start at the third.
      ...['h1', 'h2', 'h3'].map((tag) => ({ tag, attrs: { style: 'h3' } })),
      ...['h4', 'h5', 'h6'].map((tag) => ({ tag, attrs: { style: 'h4' } })),
      { tag: 'blockquote', attrs: { style: 'quote' } },
    ];
  },

  renderHTML({ node }) {
    return [blockTag(node.attrs.style), 0];
  },

  addCommands() {
    return {
      setBlockStyle:
        (style) =>
        ({ commands }) =>
          commands.updateAttributes(this.name, { style }),
    };
  },

  addInputRules() {
    return MARKDOWN.map(
      ([find, style]) =>
        new InputRule({
          find,
          handler: ({ range, chain }) => {
            chain().deleteRange(range).setBlockStyle(style).run();
          },
        }),
    );
  },
});
