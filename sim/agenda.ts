// What is still to happen, earliest first; what is due at the same time happens in the order it was added.

/** Times are whole microseconds, so that sums do not depend on their order. */
export const round = (millis: number): number => Math.round(millis * 1_000) / 1_000;

/** Something that is to happen, to be taken back by. */
export interface Entry {
  readonly at: number;
}
export interface Agenda<T> {
  /** What is idle alone does not keep things going. */
  add(at: number, what: T, idle?: boolean): Entry;
  drop(entry: Entry): void;
  /** Nothing once there is nothing left, or only what is idle and later than `until`. */
  next(until?: number): { readonly at: number; readonly what: T } | undefined;
}

interface Item<T> extends Entry {
  readonly turn: number;
  readonly what: T;
  readonly idle: boolean;
  dropped: boolean;
}

export function agenda<T>(): Agenda<T> {
  const heap = heapOf<T>();
  let turns = 0;
  let lively = 0;
  const drop = (item: Item<T>): void => {
    if (!item.dropped && !item.idle) lively--;
    item.dropped = true;
  };
  return {
    add(at, what, idle = false) {
      const item: Item<T> = { at, turn: turns++, what, idle, dropped: false };
      if (!idle) lively++;
      heap.push(item);
      return item;
    },
    drop: (entry) => drop(entry as Item<T>),
    next(until = Number.NEGATIVE_INFINITY) {
      for (let item = heap.first(); item !== undefined; item = heap.first()) {
        if (lively === 0 && item.at > until) return undefined;
        heap.take();
        if (item.dropped) continue;
        drop(item);
        return item;
      }
      return undefined;
    },
  };
}

/** A binary heap. */
function heapOf<T>() {
  const heap: Item<T>[] = [];
  const before = (a: Item<T>, b: Item<T>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j] as Item<T>, heap[i] as Item<T>];
  };
  return {
    first: (): Item<T> | undefined => heap[0],
    push(item: Item<T>): void {
      let i = heap.push(item) - 1;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i] as Item<T>, heap[parent] as Item<T>)) break;
        swap(i, parent);
        i = parent;
      }
    },
    /** Takes the first out. */
    take(): void {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && before(heap[child] as Item<T>, heap[least] as Item<T>)) least = child;
        if (least === i) return;
        swap(i, least);
        i = least;
      }
    },
  };
}
