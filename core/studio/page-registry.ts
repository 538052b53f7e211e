import type { producerService } from '#shared/contract/producer.ts';
import type { Closable } from '#shared/lib/closable.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Remote } from '#shared/rpc/service.ts';

export type Producer = Remote<typeof producerService>;
export type PageRole = 'producer' | 'viewer';

/** One connected page, before and after it attached. */
export interface Page extends Closable {
  readonly id: string;
  readonly role: PageRole;
  /** The page says that it is here; again when it was reloaded over the same channel. */
  attach(canProduce: boolean): PageRole;
}

/**
 * Which page makes the picture: the first that can; when it goes, the next. The role does not move
 * while its page is there.
 */
export class PageRegistry {
  readonly #roleChanged = new Emitter<{ pageId: string; role: PageRole }>();
  readonly onDidChangeRole = this.#roleChanged.event;
  readonly #producerChanged = new Emitter<Producer | null>();
  readonly onDidChangeProducer = this.#producerChanged.event;
  readonly #candidates: { readonly page: Page; readonly remote: Producer }[] = [];
  #lastPage = 0;

  /** The page that makes the picture, or null. */
  get producer(): Producer | null {
    return this.#candidates[0]?.remote ?? null;
  }

  /** `remote` is asked for only where the page can produce. */
  connect(remote: () => Producer): Page {
    this.#lastPage += 1;
    const id = `page-${this.#lastPage}`;
    const candidates = this.#candidates;
    const page: Page = {
      id,
      get role() {
        return candidates[0]?.page === page ? 'producer' : 'viewer';
      },
      attach: (canProduce) => {
        const isCandidate = candidates.some((candidate) => candidate.page === page);
        if (canProduce && !isCandidate)
          this.#change(() => candidates.push({ page, remote: remote() }));
        if (!canProduce && isCandidate) this.#leave(page);
        return page.role;
      },
      close: () => {
        this.#leave(page);
      },
    };
    return page;
  }

  #leave(page: Page): void {
    const index = this.#candidates.findIndex((candidate) => candidate.page === page);
    if (index >= 0) this.#change(() => this.#candidates.splice(index, 1));
  }

  #change(change: () => void): void {
    const before = this.#candidates[0];
    change();
    const after = this.#candidates[0];
    if (before === after) return;
    if (after) this.#roleChanged.emit({ pageId: after.page.id, role: 'producer' });
    this.#producerChanged.emit(after?.remote ?? null);
  }
}
