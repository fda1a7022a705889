import type { Extensions } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Italic } from '@tiptap/extension-italic';
import { Text } from '@tiptap/extension-text';
import { Comment } from './marks/comment';
import { Link } from './marks/link';
import { ActorName } from './nodes/actor-name';
import { Block } from './nodes/block';
import { BulletList } from './nodes/bullet-list';
import { CommitmentCard } from './nodes/commitment-card';
import { CommitmentTable } from './nodes/commitment-table';
import { Document } from './nodes/document';
import { HardBreak } from './nodes/hard-break';
import { ListItem } from './nodes/list-item';
import { MilestoneDate } from './nodes/milestone-date';
import { OrderedList } from './nodes/ordered-list';
import { Table } from './nodes/table';
import { TableCell, TableHeader, TableRow } from './nodes/table-nodes';
import { TimelineView } from './nodes/timeline-view';
import type { RegisterReader } from './register/reader';

/** Every node and mark a body can hold. The block comes first: it is what fills an empty place. */
export function schemaWith(reader: RegisterReader | null): Extensions {
  return [
    Document,
    Text,
    Block,
    BulletList,
    OrderedList,
    ListItem,
    Table,
    TableRow,
    TableHeader,
    TableCell,
    HardBreak,
    CommitmentCard.configure({ reader }),
    CommitmentTable.configure({ reader }),
    TimelineView.configure({ reader }),
    ActorName.configure({ reader }),
    MilestoneDate.configure({ reader }),
    Bold,
    Italic,
    Link,
    Comment,
  ];
}

/** The schema alone, for who draws nothing. */
export const schemaExtensions: Extensions = schemaWith(null);
