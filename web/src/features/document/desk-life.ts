import type { PageLine } from '../../sync';
import { CopyLife } from '../connection';
import { Desk } from './desk';
import { latestStanding, type Standing, standAgain, standingAt } from './standing';

/** The desk of one document through refusals: caret and scroll are found again in a fresh copy. */
export class DeskLife extends CopyLife<Desk, Standing> {
  constructor(line: Pick<PageLine, 'open' | 'reopen' | 'close'>, documentId: string) {
    super(line, documentId, {
      hold: (connection) => new Desk(connection),
      standingAt: (desk, since) => (since ? latestStanding(since, standingAt(desk)) : standingAt(desk)),
      standAgain,
    });
  }

  get desk(): Desk {
    return this.held;
  }
}
